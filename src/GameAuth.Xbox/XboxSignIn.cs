namespace GameAuth.Xbox;

/// <summary>How to sign in to Xbox Live: one factory per way. Immutable.</summary>
public sealed record XboxSignIn : SignIn
{
    private XboxSignIn()
    {
    }

    /// <summary>Whether the player signs in in a browser of this machine.</summary>
    internal bool InBrowser { get; private init; }

    /// <summary>Who shows the code or the page; null for another way to sign in.</summary>
    internal ISignInPrompt? Prompt { get; private init; }

    /// <summary>Who supplies Microsoft tokens; null for another way to sign in.</summary>
    internal Func<CancellationToken, Task<MicrosoftToken>>? Source { get; private init; }

    /// <summary>The player types a code at Microsoft's page, on any device (RFC 8628).</summary>
    /// <param name="prompt">Shows the code; asked only when no stored grant will do.</param>
    /// <returns>The way to sign in.</returns>
    public static XboxSignIn DeviceCode(ISignInPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new() { Prompt = prompt };
    }

    /// <summary>The player signs in in the system browser, which comes back to this program or ends at an address to paste (RFC 8252, PKCE): see <see cref="XboxOptions.RedirectUri"/>.</summary>
    /// <param name="prompt">Opens the page; asked only when no stored grant will do.</param>
    /// <returns>The way to sign in.</returns>
    /// <remarks>
    /// A title needs <see cref="XboxOptions.TitleId"/>, unless <see cref="XboxOptions.UseSisu"/> is off. With <see cref="SignIn.ForcePrompt"/> Microsoft is asked to let the
    /// player choose an account; else a browser that is signed in there may come straight back.
    /// </remarks>
    public static XboxSignIn Browser(ISignInPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new() { Prompt = prompt, InBrowser = true };
    }

    /// <summary>The application has a Microsoft token of its own, such as from MSAL or the web account manager of Windows; GameAuth never sees its refresh token.</summary>
    /// <param name="source">
    /// Returns an access token that is good now, for the scopes of the client id's kind and issued to that client id, always for the same player. It is asked at the sign-in, and again when the token has
    /// ended or was refused; from any thread, one call at a time per account. Where the player has to act at Microsoft, it throws <see cref="SignInRequiredException"/>;
    /// any other exception counts as a failure that may pass.
    /// </param>
    /// <returns>The way to sign in.</returns>
    /// <remarks>
    /// The delegate is always asked, so that the account is the one of the player whom it answers for; the same player again is the account that is there. It can't be
    /// stored: sign in this way at each start, or the account wants a sign-in when the stored token has ended.
    /// </remarks>
    public static XboxSignIn MicrosoftToken(Func<CancellationToken, Task<MicrosoftToken>> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new() { Source = source };
    }
}
