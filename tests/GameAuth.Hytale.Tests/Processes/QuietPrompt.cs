namespace GameAuth.Hytale.Tests.Processes;

/// <summary>Shows a code to nobody; the emulator's owner approves by himself.</summary>
internal sealed class QuietPrompt : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
    }
}
