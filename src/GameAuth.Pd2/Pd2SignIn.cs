namespace GameAuth.Pd2;

/// <summary>How to sign in to Project Diablo 2: one factory per door. Immutable.</summary>
/// <remarks><see cref="Browser"/> and <see cref="Paste"/> are for registrations of website tokens, <see cref="OAuth"/> and <see cref="Supplied"/> for those of OAuth tokens. There is no door for a password.</remarks>
public sealed record Pd2SignIn : SignIn
{
    private Pd2SignIn(Pd2Door door)
    {
        Door = door;
    }

    internal Pd2Door Door { get; }

    internal ISignInPrompt? Prompt { get; private init; }

    internal Func<CancellationToken, Task<Pd2Tokens>>? Source { get; private init; }

    /// <summary>
    /// The player signs in on the website, and the prompt answers with the one value that the website then keeps in the browser. The prompt gets a <see cref="BrowserValueChallenge"/>: one that
    /// controls a browser reads that value, and any other asks the player to paste it.
    /// </summary>
    /// <param name="prompt">Opens the page; asked only when no stored token will do.</param>
    /// <returns>The way to sign in.</returns>
    public static Pd2SignIn Browser(ISignInPrompt prompt) => Asking(Pd2Door.Browser, prompt);

    /// <summary>The player pastes the website's token. The prompt gets a <see cref="PasteChallenge"/>. A token is as good as a password until it ends.</summary>
    /// <param name="prompt">Asks for it; asked only when no stored token will do.</param>
    /// <returns>The way to sign in.</returns>
    public static Pd2SignIn Paste(ISignInPrompt prompt) => Asking(Pd2Door.Paste, prompt);

    /// <summary>
    /// The player signs in in a browser at the service's authorization server, with the application's own client id, and the answer comes back to this program or is pasted: see
    /// <see cref="Pd2Options.RedirectUri"/>. The prompt gets a <see cref="RedirectChallenge"/>.
    /// </summary>
    /// <param name="prompt">Opens the page; asked only when no stored grant will do.</param>
    /// <returns>The way to sign in.</returns>
    public static Pd2SignIn OAuth(ISignInPrompt prompt) => Asking(Pd2Door.OAuth, prompt);

    /// <summary>
    /// The application has OAuth tokens of its own, such as from its backend, which holds the client's secret. They are stored sealed, and refreshed by <see cref="Pd2Options.RefreshWith"/>.
    /// </summary>
    /// <param name="source">
    /// Gets the tokens; asked only when no stored grant will do. Where the player said no it throws <see cref="SignInRequiredException"/>; any other exception counts as a failure that may pass.
    /// </param>
    /// <returns>The way to sign in.</returns>
    public static Pd2SignIn Supplied(Func<CancellationToken, Task<Pd2Tokens>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(Pd2Door.Supplied) { Source = source };
    }

    private static Pd2SignIn Asking(Pd2Door door, ISignInPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new(door) { Prompt = prompt };
    }
}

/// <summary>OAuth tokens that an application supplies. Immutable; it prints without them.</summary>
/// <param name="AccessToken">The access token: opaque.</param>
/// <param name="RefreshToken">The refresh token; null where there is none, and then the sign-in ends with the access token. At a refresh null keeps the one before.</param>
/// <param name="ExpiresIn">How long the access token is still good; null where that is not known, and then it is used until it is refused.</param>
public sealed record Pd2Tokens(Secret AccessToken, Secret? RefreshToken = null, TimeSpan? ExpiresIn = null);

/// <summary>The doors.</summary>
internal enum Pd2Door
{
    Browser,
    Paste,
    OAuth,
    Supplied,
}
