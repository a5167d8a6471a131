using GameAuth.Testing;

namespace GameAuth.Hytale.Tests.Join;

/// <summary>Shows a code to nobody, and lets the time until the next poll pass.</summary>
internal sealed class PassingPrompt(FakeClock clock) : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        if (progress.NextPoll is { } pause)
        {
            _ = Task.Run(() => PassAsync(pause));
        }
    }

    private async Task PassAsync(TimeSpan pause)
    {
        while (clock.NextTimer is not { } next || next > pause)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }

        clock.Advance(pause);
    }
}
