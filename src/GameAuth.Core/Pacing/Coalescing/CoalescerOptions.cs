namespace GameAuth.Providers;

/// <summary>How a <see cref="Coalescer{TKey, TValue}"/> is set up. Immutable.</summary>
public sealed record CoalescerOptions
{
    /// <summary>How old a result may be that stands in when fetching it anew fails. Default zero: the failure is thrown.</summary>
    public TimeSpan StaleOnError { get; init; }

    /// <summary>Which failures an older result may stand in for. The default is what passes by itself: <see cref="ThrottledException"/>, a transient <see cref="ProviderException"/>, <see cref="HttpRequestException"/>, <see cref="TimeoutException"/>.</summary>
    public Func<Exception, bool> MayBeStale { get; init; } = static error =>
        error is ThrottledException or ProviderException { IsTransient: true } or HttpRequestException or TimeoutException;

    /// <summary>How many results are kept; beyond it the oldest go. Default 1,024; at least 1.</summary>
    public int Capacity
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one result is kept.");
    }

    = 1024;
}
