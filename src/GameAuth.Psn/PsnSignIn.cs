namespace GameAuth.Psn;

/// <summary>How to sign in to the PlayStation Network: one factory per door. Immutable.</summary>
/// <remarks>There is no door for a password: the service has none that a program may use.</remarks>
public sealed record PsnSignIn : SignIn
{
    private PsnSignIn(PsnDoor door, ISignInPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        Door = door;
        Prompt = prompt;
    }

    internal PsnDoor Door { get; }

    internal ISignInPrompt Prompt { get; }

    /// <summary>
    /// The player signs in in a browser, and the answer comes back to this program or is pasted: see <see cref="PsnOptions.RedirectUri"/>. The prompt gets a <see cref="RedirectChallenge"/>.
    /// </summary>
    /// <param name="prompt">Opens the page; asked only when no stored grant will do. A host with a web view answers with the address that it ended at.</param>
    /// <returns>The way to sign in.</returns>
    public static PsnSignIn Browser(ISignInPrompt prompt) => new(PsnDoor.Browser, prompt);

    /// <summary>
    /// The player pastes an npsso, which a browser that is signed in at the service shows, and it is exchanged for a code. The prompt gets a <see cref="PasteChallenge"/>. An npsso is as good as
    /// a password: it is presented once and never stored.
    /// </summary>
    /// <param name="prompt">Asks for it; asked only when no stored grant will do.</param>
    /// <returns>The way to sign in.</returns>
    public static PsnSignIn Npsso(ISignInPrompt prompt) => new(PsnDoor.Npsso, prompt);

    /// <summary>As <see cref="Npsso"/>, but the npsso is exchanged for tokens at once (<c>grant_type=sso_token</c>), together with the id of this installation. Not every client may do this.</summary>
    /// <param name="prompt">Asks for it; asked only when no stored grant will do.</param>
    /// <returns>The way to sign in.</returns>
    public static PsnSignIn SsoToken(ISignInPrompt prompt) => new(PsnDoor.SsoToken, prompt);
}

/// <summary>The doors.</summary>
internal enum PsnDoor
{
    Browser,
    Npsso,
    SsoToken,
}
