namespace GameAuth.Jose;

/// <summary>Allows nothing for a time after each failure, twice as long for each one in a row. Changed under a lock, read without one.</summary>
internal sealed class ExponentialBackoff
{
    private readonly TimeSpan _first;
    private readonly TimeSpan _longest;
    private readonly TimeProvider _clock;
    private TimeSpan _next;
    private long _opensAt = long.MinValue;
    private long _earliest = long.MinValue;
    private long _closedAt = long.MinValue;

    public ExponentialBackoff(TimeSpan first, TimeSpan longest, TimeProvider clock) => (_first, _next, _longest, _clock) = (first, first, longest, clock);

    public bool IsOpen => _clock.GetTimestamp() >= Interlocked.Read(ref _opensAt);

    /// <summary>Whether it would be open if it had closed for no longer than a time.</summary>
    public bool IsOpenAfter(TimeSpan longest) => IsOpen || _clock.GetElapsedTime(Interlocked.Read(ref _closedAt)) >= longest;

    /// <summary>Closes for the time that is due, and doubles it; after a long quiet it begins anew.</summary>
    public void Close()
    {
        long last = Interlocked.Read(ref _opensAt);
        if (last != long.MinValue && _clock.GetTimestamp() > last && _clock.GetElapsedTime(last) >= _longest)
        {
            _next = _first;
        }

        _earliest = _clock.After(_first);
        Interlocked.Exchange(ref _closedAt, _clock.GetTimestamp());
        Interlocked.Exchange(ref _opensAt, _clock.After(_next));
        _next = _next * 2 < _longest ? _next * 2 : _longest;
    }

    /// <summary>Counts the last closing as a first one, and the next one too.</summary>
    public void Shorten()
    {
        _next = _first;
        Interlocked.Exchange(ref _opensAt, Math.Min(Interlocked.Read(ref _opensAt), _earliest));
    }

    /// <summary>Opens, and the next closing is a first one again.</summary>
    public void Open()
    {
        _next = _first;
        Interlocked.Exchange(ref _opensAt, long.MinValue);
    }
}

/// <summary>Timestamps of a clock.</summary>
internal static class TimeProviderExtensions
{
    /// <summary>The timestamp that the clock will have after a time.</summary>
    public static long After(this TimeProvider clock, TimeSpan time) => clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency);
}
