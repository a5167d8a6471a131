namespace GameAuth.Toy;

/// <summary>The doors.</summary>
public sealed record ToySignIn : SignIn
{
    private ToySignIn(ISignInPrompt prompt) => Prompt = prompt;

    internal ISignInPrompt Prompt { get; }

    internal bool OnDevice { get; private init; }

    public static ToySignIn Paste(ISignInPrompt prompt) => new(prompt);

    /// <summary>The door that shows the device's token before there is an account.</summary>
    public static ToySignIn PasteOnDevice(ISignInPrompt prompt) => new(prompt) { OnDevice = true };
}
