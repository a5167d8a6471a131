namespace GameAuth.Toy;

public sealed record ToySignIn : SignIn
{
    private ToySignIn(ISignInPrompt prompt) => Prompt = prompt;

    internal ISignInPrompt Prompt { get; }

    /// <summary>The player pastes a code of toy.test.</summary>
    public static ToySignIn Paste(ISignInPrompt prompt) => new(prompt);
}
