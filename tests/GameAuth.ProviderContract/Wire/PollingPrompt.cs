using GameAuth.Testing;

namespace GameAuth.ProviderContract;

/// <summary>A player who approves at once: lets the pause pass until the poll is sent, whatever other timers there are.</summary>
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
            _ = Task.Run(() => PassAsync(pause, polls()));
        }
    }

    private Task PassAsync(TimeSpan pause, int before) => ProviderHarness.UntilAsync(() =>
    {
        if (polls() == before && clock.NextTimer is { } next && next <= pause)
        {
            clock.Advance(next);
        }

        return polls() > before;
    });
}
