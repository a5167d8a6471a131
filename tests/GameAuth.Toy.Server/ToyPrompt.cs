namespace GameAuth.Toy;

/// <summary>A player who pastes the code at once.</summary>
public sealed class ToyPrompt(string player, Action? asked = null) : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        asked?.Invoke();
        return new(new Secret($"code-of-{player}"));
    }
}
