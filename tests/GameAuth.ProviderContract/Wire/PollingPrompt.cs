using GameAuth.Testing;

namespace GameAuth.ProviderContract;

/// <summary>A player who approves at once: lets the pause before each poll pass.</summary>
public sealed class PollingPrompt(FakeClock clock, Func<int> polls, Action asked) : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        asked();
        return new ValueTask<Secret?>((Secret?)null);
    }

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        if (progress.NextPoll is { } pause)
        {
            // The flow waits for whole milliseconds.
            _ = Task.Run(() => PassAsync(TimeSpan.FromMilliseconds(Math.Ceiling(pause.TotalMilliseconds)), polls()));
        }
    }

    // The clock moves once and by as much: a poll that is on the wire would else be seen to run out of time.
    private async Task PassAsync(TimeSpan pause, int before)
    {
        await ProviderHarness.UntilAsync(() => polls() > before || clock.HasTimer(pause)).ConfigureAwait(false);
        if (polls() == before)
        {
            clock.Advance(pause);
        }
    }
}
