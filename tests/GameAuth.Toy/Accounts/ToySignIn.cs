namespace GameAuth.Toy;

public sealed record ToySignIn : SignIn
{
    private ToySignIn(ISignInPrompt prompt) => Prompt = prompt;

    internal ISignInPrompt Prompt { get; }

    internal bool OnDevice { get; private init; }

    /// <summary>The player pastes a code of toy.test.</summary>
    public static ToySignIn Paste(ISignInPrompt prompt) => new(prompt);

    /// <summary>The same, and the device shows its token with the code, before there is an account.</summary>
    public static ToySignIn PasteOnDevice(ISignInPrompt prompt) => new(prompt) { OnDevice = true };
}
