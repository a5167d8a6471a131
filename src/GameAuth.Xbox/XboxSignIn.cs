namespace GameAuth.Xbox;

/// <summary>How to sign in to Xbox Live: one factory per door. Immutable.</summary>
public sealed record XboxSignIn : SignIn
{
    private XboxSignIn(ISignInPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        Prompt = prompt;
    }

    internal ISignInPrompt Prompt { get; }

    /// <summary>The player types a code at Microsoft's page, on any device (RFC 8628).</summary>
    /// <param name="prompt">Shows the code; asked only when no stored grant will do.</param>
    /// <returns>The way to sign in.</returns>
    public static XboxSignIn DeviceCode(ISignInPrompt prompt) => new(prompt);
}
