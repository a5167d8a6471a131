namespace GameAuth.Toy;

/// <summary>The doors: one factory each.</summary>
public sealed record ToySignIn : SignIn
{
    private ToySignIn(ISignInPrompt prompt) => Prompt = prompt;

    internal ISignInPrompt Prompt { get; }

    public static ToySignIn Paste(ISignInPrompt prompt) => new(prompt);
}
