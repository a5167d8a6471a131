namespace GameAuth.Discord;

/// <summary>How to sign in with Discord: one factory per door. Immutable.</summary>
/// <remarks>Each ends at the game's backend, which asks Discord who the player is. There is no door for a password.</remarks>
public sealed record DiscordSignIn : SignIn
{
    private DiscordSignIn()
    {
    }

    internal ISignInPrompt? Prompt { get; private init; }

    internal Func<CancellationToken, Task<DiscordActivityAuth>>? Source { get; private init; }

    /// <summary>
    /// The player allows the application on Discord's page in a browser, and the answer comes back to this program (authorization code with PKCE, RFC 7636): see
    /// <see cref="DiscordOptions.RedirectUri"/>. The prompt gets a <see cref="RedirectChallenge"/>. The scope is <see cref="DiscordDefaults.Scope"/> alone.
    /// </summary>
    /// <param name="prompt">Opens the page; asked only when no stored session will do.</param>
    /// <returns>The way to sign in.</returns>
    public static DiscordSignIn Browser(ISignInPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new DiscordSignIn { Prompt = prompt };
    }

    /// <summary>The application runs inside an Activity, and hands over what Discord's embedded SDK has given it.</summary>
    /// <param name="sdkAuth">What the SDK gave.</param>
    /// <returns>The way to sign in.</returns>
    public static DiscordSignIn Activity(DiscordActivityAuth sdkAuth)
    {
        ArgumentNullException.ThrowIfNull(sdkAuth);
        return new DiscordSignIn { Source = _ => Task.FromResult(sdkAuth) };
    }

    /// <summary>As the other one, and Discord's SDK is asked only when no stored session will do: a code lives for 100 seconds and works once.</summary>
    /// <param name="source">Asks the SDK. Where the player said no it throws <see cref="SignInRequiredException"/>; any other exception counts as a failure that may pass.</param>
    /// <returns>The way to sign in.</returns>
    public static DiscordSignIn Activity(Func<CancellationToken, Task<DiscordActivityAuth>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new DiscordSignIn { Source = source };
    }
}
