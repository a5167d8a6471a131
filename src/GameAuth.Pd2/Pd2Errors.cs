using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>What the service's refusals mean, and what is refused here.</summary>
internal static class Pd2Errors
{
    private const int Unauthorized = 401;

    /// <summary>Whether the service did not take the token. Feathers says so by the code of its error, over the socket and over REST.</summary>
    public static bool IsRefused(ProviderException failure) => failure.Status == Unauthorized;

    /// <summary>The service refuses a token that should be good.</summary>
    public static ProviderException Refused(string step, string? correlationId = null) => new(
        $"pd2: step '{step}' was refused with status 401, though the token should be good. Over the socket check {nameof(Pd2Options.SocketStrategy)}, over REST the scopes of the sign-in.",
        Unauthorized, "NotAuthenticated", isTransient: false)
    { Provider = Pd2Defaults.Provider, Step = step, CorrelationId = correlationId };

    /// <summary>An answer without what the next step needs.</summary>
    public static ProviderException Unreadable(string step, string what) => new($"pd2: the answer to step '{step}' {what}.", status: null, code: null, isTransient: false)
    { Provider = Pd2Defaults.Provider, Step = step };

    /// <summary>The account's own address does not say who the player is.</summary>
    public static GameAuthException OfWhoAmI(ProviderResponse answer) => answer.Failure(
        answer.Status switch
        {
            401 => "refuses the token, also a new one; sign in again",
            403 => "does not say who the player is; the scopes of the sign-in need openid and profile",
            >= 500 => "is a failure of the service; try again later",
            _ => "is a refusal",
        });

    /// <summary>A website token in a header.</summary>
    public static IllegalStepException OverRest(string target) => new(
        $"pd2: a website token goes over the socket alone, and not to {target}; nothing was sent. Use the typed calls of the account, or set "
        + $"{nameof(Pd2Options.SendWebsiteTokenOverRest)} if the service's owner agrees.")
    { Provider = Pd2Defaults.Provider, Step = "audience" };

    /// <summary>Pushes without a socket.</summary>
    public static GameAuthConfigurationException NoSocket(string step) => new(
        $"pd2: step '{step}' needs the socket, and OAuth tokens go there only by option; nothing was sent. Set {nameof(Pd2Options.SocketStrategy)} to the strategy that the service takes them with.")
    { Provider = Pd2Defaults.Provider, Step = step };

    /// <summary>What an account is asked for before the sign-in has named its player.</summary>
    public static SignInRequiredException NotNamed(string step) => new(
        $"pd2: step '{step}' needs to know who the player is, and the sign-in has not said so yet; call SignInAsync.", SignInReason.NeverSignedIn)
    { Provider = Pd2Defaults.Provider, Step = step };
}
