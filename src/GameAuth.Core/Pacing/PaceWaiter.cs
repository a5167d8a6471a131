namespace GameAuth.Providers;

/// <summary>A request that waits for its place.</summary>
internal sealed class PaceWaiter(PaceRequest request, ScopeSet scopes, long order, float luck)
    : TaskCompletionSource<IPacePermit>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public static readonly IComparer<PaceWaiter> ByOrder = Comparer<PaceWaiter>.Create(static (a, b) =>
        a.Priority != b.Priority ? b.Priority.CompareTo(a.Priority) : a.Order.CompareTo(b.Order));

    public static readonly IComparer<PaceWaiter> ByDue = Comparer<PaceWaiter>.Create(static (a, b) =>
        a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Order.CompareTo(b.Order));

    private ScopeSet _scopes = scopes;

    public PaceRequest Request { get; } = request;

    public int Priority => Request.Priority;

    public long Order { get; } = order;

    /// <summary>What the random gaps of this request come from: drawn once, so that planning it again changes nothing.</summary>
    public float Luck { get; } = luck;

    public ScopeSet Scopes => _scopes;

    /// <summary>The time it is booked for.</summary>
    public long Due { get; set; } = long.MaxValue;

    public bool IsQueued { get; set; }

    /// <summary>Only asks for its time and is never let through.</summary>
    public bool IsProbe { get; init; }

    /// <summary>What it got, once it is let through.</summary>
    public PacePermit? Permit { get; set; }

    /// <summary>What it waits for, since when, and which limit that is; only while somebody measures.</summary>
    public RateLimitPartition? WaitsFor { get; set; }

    public long Since { get; set; }

    public string? Limit { get; set; }

    public CancellationTokenRegistration Cancelled { get; set; }

    /// <summary>Marks the round of planning that has seen the waiter.</summary>
    public long Round { get; set; }

    public void Join(RateLimitPartition scope) => _scopes.Add(scope);
}
