namespace GameAuth.Providers;

/// <summary>A place in the windows of some scopes.</summary>
internal sealed class PacePermit(PaceEngine engine, IReadOnlyList<string> names, PartitionSet scopes, long at, float gapFraction) : IPacePermit
{
    private int _isOver;

    /// <summary>The scopes as the request named them, also those that had no limit.</summary>
    public IReadOnlyList<string> Names => names;

    public PartitionSet Scopes => scopes;

    public long At => at;

    public float GapFraction => gapFraction;

    /// <summary>Its reservation in the store; null where nothing is shared.</summary>
    public StoreReservation? Reservation { get; init; }

    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    public void Learn(HttpResponseMessage response) => engine.Learn(this, RateLimitHints.Read(response, engine.UtcNow));

    public void GiveBack()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return;
        }

        engine.GiveBack(this);
        Reservation?.GiveBack();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            engine.End(this);
        }
    }
}

/// <summary>The permit of requests that name no scope.</summary>
internal sealed class NoPermit : IPacePermit
{
    public static readonly IPacePermit Instance = new NoPermit();

    public void GiveBack()
    {
        // There is no place to give back.
    }

    public void Learn(HttpResponseMessage response)
    {
        // There is no scope to learn for.
    }

    public void Dispose()
    {
        // There is nothing to end.
    }
}
