using GameAuth.Testing;

namespace GameAuth.Hytale.Tests;

/// <summary>Shows a code to nobody, and lets the time until the next poll pass.</summary>
internal sealed class CodePrompt(FakeClock clock) : ISignInPrompt
{
    private readonly List<TimeSpan> _pauses = [];
    private int _asked;

    public int Asked => _asked;

    /// <summary>How long the flow said that it waits before each poll.</summary>
    public IReadOnlyList<TimeSpan> Pauses => _pauses;

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
            _pauses.Add(pause);
            _ = Task.Run(() => PassAsync(pause));
        }
    }

    // Known by its length: time limits of calls are half a minute and more, so that a longer pause is met by its exact length.
    private async Task PassAsync(TimeSpan pause)
    {
        while (clock.NextTimer is not { } next || next > pause + TimeSpan.FromMilliseconds(1))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        clock.Advance(clock.NextTimer is { } due && due <= pause ? due : pause);
    }
}
