namespace GameAuth.Providers;

/// <summary>What a server said is left until its window ends.</summary>
internal sealed class LearnedQuota(int left, long resetAt)
{
    public int Left { get; set; } = left;

    public long ResetAt => resetAt;

    public bool IsAsStrictAs(int left, long resetAt) => ResetAt >= resetAt && Left <= left;

    public bool IsNoStricterThan(int left, long resetAt) => ResetAt <= resetAt && Left >= left;

    public long Earliest(long at, SlidingLog log) => at < ResetAt && Left <= log.BookedBefore(ResetAt) ? ResetAt : at;
}
