namespace GameAuth.Providers;

/// <summary>A few different scopes, without an array for up to two: a permit is one object then.</summary>
internal struct ScopeSet
{
    private RateLimitPartition? _first;
    private RateLimitPartition? _second;
    private RateLimitPartition[]? _more;

    public int Count { get; private set; }

    public readonly RateLimitPartition this[int index] => index switch
    {
        0 => _first!,
        1 => _second!,
        _ => _more![index - 2],
    };

    public readonly bool HaveWaiters
    {
        get
        {
            for (var i = 0; i < Count; i++)
            {
                if (this[i].HasWaiters)
                {
                    return true;
                }
            }

            return false;
        }
    }

    public readonly bool Contains(RateLimitPartition scope)
    {
        for (var i = 0; i < Count; i++)
        {
            if (this[i] == scope)
            {
                return true;
            }
        }

        return false;
    }

    public void Add(RateLimitPartition scope)
    {
        if (Contains(scope))
        {
            return;
        }

        switch (Count++)
        {
            case 0:
                _first = scope;
                break;
            case 1:
                _second = scope;
                break;
            default:
                _more = [.. _more ?? [], scope];
                break;
        }
    }

    /// <summary>The earliest time from <paramref name="from"/> on that suits all: a reservation is one over all windows of all scopes.</summary>
    public readonly long Earliest(long from)
    {
        var at = from;
        for (var agreed = 0; agreed < Count;)
        {
            agreed = 0;
            for (var i = 0; i < Count; i++)
            {
                var suits = this[i].Earliest(at);
                if (suits == at)
                {
                    agreed++;
                }

                at = suits;
            }
        }

        return at;
    }
}
