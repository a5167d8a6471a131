namespace GameAuth.Hardware.Host;

/// <summary>Shows a code to nobody: the emulated player approves it all the same.</summary>
internal sealed class SilentPrompt : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
    }
}
