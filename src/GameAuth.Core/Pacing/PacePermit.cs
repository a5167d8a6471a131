namespace GameAuth.Providers;

/// <summary>A place in the windows of some scopes.</summary>
internal sealed class PacePermit(PaceEngine engine, IReadOnlyList<string> names, ScopeSet scopes, long at, float luck) : IPacePermit
{
    private int _isOver;

    /// <summary>The scopes as the request named them, also those that had no limit.</summary>
    public IReadOnlyList<string> Names => names;

    public ScopeSet Scopes => scopes;

    public long At => at;

    public float Luck => luck;

    /// <summary>Its turn at the store; null where nothing is shared.</summary>
    public PaceTurn? Turn { get; init; }

    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    public void Learn(HttpResponseMessage response) => engine.Learn(this, RateLimitHints.Read(response, engine.UtcNow));

    public void GiveBack()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0)
        {
            return;
        }

        engine.GiveBack(this);
        Turn?.GiveBack();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0)
        {
            engine.End(this);
        }
    }
}
