namespace GameAuth.Hytale;

/// <summary>How to sign in to Hytale: one factory per door. Immutable.</summary>
public sealed record HytaleSignIn : SignIn
{
    private HytaleSignIn(ISignInPrompt prompt) => Prompt = prompt;

    /// <summary>Who shows the code.</summary>
    internal ISignInPrompt Prompt { get; }

    /// <summary>The owner of the account types a code at Hytale's page, on any device (RFC 8628).</summary>
    /// <param name="prompt">Shows the code; asked only when no stored grant will do.</param>
    /// <returns>The way to sign in.</returns>
    public static HytaleSignIn DeviceCode(ISignInPrompt prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return new(prompt);
    }
}
