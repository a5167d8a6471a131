using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>A published token: immutable but for the mark of use, so that a hit is one volatile read and one comparison.</summary>
internal sealed class CachedToken<T>(T token, RowVersion version, IReadOnlyList<ParentVersion> lineage, long refreshAt, long usableUntil)
    where T : class, IToken
{
    private bool _touched = true;

    public T Token => token;

    public RowVersion Version => version;

    public IReadOnlyList<ParentVersion> Lineage => lineage;

    /// <summary>UTC ticks from which a hit starts a refresh in the background.</summary>
    public long RefreshAt => refreshAt;

    /// <summary>UTC ticks from which the token is no longer handed out.</summary>
    public long UsableUntil => usableUntil;

    /// <summary>Written only when it changes, so that hits of many threads share the cache line.</summary>
    public void Touch()
    {
        if (!_touched)
        {
            _touched = true;
        }
    }

    /// <summary>Whether it was used since the last call: the sweep's second chance.</summary>
    public bool WasTouched()
    {
        bool was = _touched;
        _touched = false;
        return was;
    }
}
