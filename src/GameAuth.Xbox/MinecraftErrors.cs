using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>What api.minecraftservices.com says to <c>POST /authentication/login_with_xbox</c> when it is no success, for a link of your own.</summary>
/// <remarks>
/// Its API belongs to another service than Xbox Live, so that no flow of this package calls it; a link that mints its token from an XSTS
/// token does. Stateless and safe for use from any thread.
/// </remarks>
public static class MinecraftErrors
{
    /// <summary>The error to throw. Nothing of the body is in it.</summary>
    /// <param name="answer">The answer, of any status that is no success.</param>
    /// <returns>
    /// A <see cref="GameAuthConfigurationException"/> for a 403 of the service, which it gives to client ids that Mojang has not approved; else a
    /// <see cref="ProviderException"/>, which is transient for a page of the network in front of the service, and for 408, 429 and 5xx.
    /// </returns>
    public static GameAuthException ToException(ProviderResponse answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        if (answer.Status != 403)
        {
            return answer.Failure("is a refusal");
        }

        // CloudFront, which stands in front, answers 403 with a page of its own while it is overloaded.
        return answer.Body.Span.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'<', ..]
            ? answer.Failure("is a page of the network in front of the service, not a word of the service itself", isTransient: true)
            : new GameAuthConfigurationException(
                $"{answer.Provider}: step '{answer.Step}' was refused with status 403: the client id of this application may not use the Minecraft services. "
                + "https://aka.ms/AppRegInfo says how to have it approved; or use a client id that is.")
            { Provider = answer.Provider, Step = answer.Step, CorrelationId = answer.CorrelationId, Code = "minecraft_403" };
    }
}
