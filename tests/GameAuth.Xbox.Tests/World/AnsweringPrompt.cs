using GameAuth.Testing;

namespace GameAuth.Xbox.Tests;

/// <summary>Shows a code to nobody, and lets the time until the next poll pass.</summary>
internal sealed class AnsweringPrompt(FakeClock clock) : ISignInPrompt
{
    private int _asked;

    public int Asked => _asked;

    public DeviceCodeChallenge? Shown { get; private set; }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Interlocked.Increment(ref _asked);
        Shown = Assert.IsType<DeviceCodeChallenge>(challenge);
        return new ValueTask<Secret?>((Secret?)null);
    }

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        if (progress.NextPoll is { } pause)
        {
            _ = clock.PassAsync(pause);
        }
    }
}
