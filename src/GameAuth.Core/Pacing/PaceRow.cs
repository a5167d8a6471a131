using System.Buffers.Binary;

namespace GameAuth.Providers;

/// <summary>What a row holds: when permits were given, in UTC ticks, and until when the scope is held.</summary>
/// <remarks>Format 1, little-endian: the byte 1; since when and until when it is held (8 bytes each); per permit its time and its stamp (8 bytes each).</remarks>
internal sealed class PaceRow
{
    private const byte Format = 1;
    private const int HeaderLength = 1 + (2 * sizeof(long));
    private const int EntryLength = 2 * sizeof(long);
    private readonly List<(long At, ulong Stamp)> _permits = [];
    private long _heldSince;
    private long _heldUntil;

    public static PaceRow? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || bytes[0] != Format || (bytes.Length - HeaderLength) % EntryLength != 0)
        {
            return null;
        }

        PaceRow row = new()
        {
            _heldSince = BinaryPrimitives.ReadInt64LittleEndian(bytes[1..]),
            _heldUntil = BinaryPrimitives.ReadInt64LittleEndian(bytes[(1 + sizeof(long))..]),
        };
        if (!IsTime(row._heldSince) || !IsTime(row._heldUntil))
        {
            return null;
        }

        for (ReadOnlySpan<byte> rest = bytes[HeaderLength..]; rest.Length > 0; rest = rest[EntryLength..])
        {
            long at = BinaryPrimitives.ReadInt64LittleEndian(rest);
            if (!IsTime(at))
            {
                return null;
            }

            row._permits.Add((at, BinaryPrimitives.ReadUInt64LittleEndian(rest[sizeof(long)..])));
        }

        return row;
    }

    public byte[] ToBytes()
    {
        byte[] bytes = new byte[HeaderLength + (_permits.Count * EntryLength)];
        bytes[0] = Format;
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1), _heldSince);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(1 + sizeof(long)), _heldUntil);
        Span<byte> rest = bytes.AsSpan(HeaderLength);
        foreach ((long at, ulong stamp) in _permits)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, at);
            BinaryPrimitives.WriteUInt64LittleEndian(rest[sizeof(long)..], stamp);
            rest = rest[EntryLength..];
        }

        return bytes;
    }

    public void Add(long at, ulong stamp) => _permits.Add((at, stamp));

    public bool Remove(ulong stamp) => _permits.RemoveAll(permit => permit.Stamp == stamp) > 0;

    public void Hold(long since, long until) => (_heldSince, _heldUntil) = (since, Math.Max(until, _heldUntil));

    /// <summary>Makes the row fit a clock that was set back: what lies in the future is moved back by a step that explains it, or counts as of now, so that no window lasts longer than its period.</summary>
    /// <param name="now">Now, by the clock as it is set now.</param>
    /// <param name="stepsBack">How far the clock is behind what it was set to before, the shortest first.</param>
    /// <returns>Whether anything had to be changed.</returns>
    public bool FitTo(long now, long[] stepsBack)
    {
        bool changed = false;
        for (int i = 0; i < _permits.Count; i++)
        {
            if (_permits[i].At <= now)
            {
                continue;
            }

            _permits[i] = _permits[i] with { At = Fit(_permits[i].At, now, stepsBack) };
            changed = true;
        }

        if (_heldSince <= now)
        {
            return changed;
        }

        long since = Fit(_heldSince, now, stepsBack);
        (_heldSince, _heldUntil) = (since, since + Math.Max(0, _heldUntil - _heldSince));
        return true;
    }

    /// <summary>Drops the permits that no window counts any more, and says whether anything is left.</summary>
    public bool Trim(long now, long longestPeriod)
    {
        _permits.RemoveAll(permit => permit.At <= now - longestPeriod);
        return _permits.Count > 0 || _heldUntil > now;
    }

    public long Earliest(long now, IEnumerable<(int Permits, long Period)> windows)
    {
        SlidingWindowLog log = new();
        foreach ((long at, ulong _) in _permits)
        {
            log.Spend(at);
        }

        long earliest = Math.Max(now, _heldUntil);
        long before;
        do
        {
            before = earliest;
            foreach ((int permits, long period) in windows)
            {
                earliest = log.Earliest(earliest, permits, period);
            }
        }
        while (earliest != before);
        return earliest;
    }

    private static long Fit(long time, long now, long[] stepsBack)
    {
        foreach (long step in stepsBack)
        {
            if (time - step <= now)
            {
                return time - step;
            }
        }

        return now;
    }

    private static bool IsTime(long ticks) => ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks;
}
