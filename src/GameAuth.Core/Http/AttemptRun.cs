using Polly;

namespace GameAuth.Providers;

/// <summary>One request on its way through its attempts.</summary>
internal sealed class AttemptRun(HttpRequestMessage request, Account account)
{
    private bool _replayedForToken;
    private bool _replayedForClock;

    public HttpRequestMessage Request => request;

    public Account Account => account;

    /// <summary>Whether the last attempt failed in a way that a repetition may mend.</summary>
    public bool IsTransient { get; set; }

    public Outcome<HttpResponseMessage>? First { get; set; }

    public Outcome<HttpResponseMessage>? TakeFirst()
    {
        Outcome<HttpResponseMessage>? first = First;
        First = null;
        return first;
    }

    public bool MayReplayForToken() => MayReplay(ref _replayedForToken);

    public bool MayReplayForClock() => MayReplay(ref _replayedForClock);

    private bool MayReplay(ref bool replayed)
    {
        bool may = !replayed && SafeRepetition.IsReplayable(request);
        replayed |= may;
        return may;
    }
}
