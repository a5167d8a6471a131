using System.Collections.Concurrent;

namespace GameAuth.Xbox.Tests;

/// <summary>Answers as another prompt does, and keeps what it was told.</summary>
internal sealed class RecordingPrompt(ISignInPrompt inner) : ISignInPrompt
{
    public ConcurrentQueue<SignInPhase> Heard { get; } = new();

    public Action<SignInProgress>? OnTold { get; init; }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => inner.AskAsync(challenge, whileShown);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        Heard.Enqueue(progress.Phase);
        OnTold?.Invoke(progress);
        inner.OnProgress(challenge, progress);
    }
}
