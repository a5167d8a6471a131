namespace GameAuth.Core.Tests.OAuth;

/// <summary>Keeps what it was shown and told; what it answers is up to the test.</summary>
internal sealed class FakePrompt(Func<SignInChallenge, CancellationToken, ValueTask<Secret?>>? ask = null) : ISignInPrompt
{
    public List<SignInChallenge> Shown { get; } = [];

    public List<CancellationToken> Tokens { get; } = [];

    public List<SignInPhase> Phases { get; } = [];

    public List<TimeSpan?> NextPolls { get; } = [];

    public static async ValueTask<Secret?> StayAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, whileShown);
        return null;
    }

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        lock (Shown)
        {
            Shown.Add(challenge);
            Tokens.Add(whileShown);
        }

        return ask is null ? default : ask(challenge, whileShown);
    }

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
        lock (Shown)
        {
            Phases.Add(progress.Phase);
            NextPolls.Add(progress.NextPoll);
        }
    }
}
