using GameAuth;

namespace HytaleServer.Emulated;

/// <summary>Shows nothing: the emulator's people approve by themselves.</summary>
internal sealed class SilentPrompt : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
    }
}
