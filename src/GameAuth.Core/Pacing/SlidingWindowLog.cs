namespace GameAuth.Providers;

/// <summary>The times of the permits of one scope, in order: those spent, then those booked for requests that wait. Not thread-safe.</summary>
/// <remarks>Every booking lies after every spent time, since the queue is settled before anything is spent.</remarks>
internal sealed class SlidingWindowLog
{
    private long[] _times = [];
    private int _start;
    private int _spent;
    private int _booked;

    public bool IsEmpty => _spent + _booked == 0;

    private ReadOnlySpan<long> Times => _times.AsSpan(_start, _spent + _booked);

    /// <summary>The earliest time, not before <paramref name="from"/>, at which one more permit leaves no stretch of one period with more than its permits.</summary>
    public long Earliest(long from, int permits, long period)
    {
        ReadOnlySpan<long> times = Times;
        long at = from;
        for (int i = FirstAfter(times, from - period); i + permits <= times.Length; i++)
        {
            // So many neighbours within less than a period leave no room from (last - period) to (first + period), both excluded.
            long first = times[i];
            long last = times[i + permits - 1];
            if (last - first >= period)
            {
                continue;
            }

            if (at <= last - period)
            {
                break;
            }

            at = Math.Max(at, first + period);
        }

        return at;
    }

    /// <summary>How many bookings lie before a time.</summary>
    public int BookedBefore(long time)
    {
        ReadOnlySpan<long> booked = Times[_spent..];
        return FirstAfter(booked, time - 1);
    }

    public void Spend(long at)
    {
        Insert(FirstAfter(Times[.._spent], at), at);
        _spent++;
    }

    public void Book(long at)
    {
        Insert(FirstAfter(Times, at), at);
        _booked++;
    }

    public void ClearBookings() => _booked = 0;

    /// <summary>Takes a spent time out again.</summary>
    public void GiveBack(long at)
    {
        int index = FirstAfter(Times[.._spent], at) - 1;
        if (index < 0 || Times[index] != at)
        {
            return;
        }

        _times.AsSpan(_start + index + 1, _spent + _booked - index - 1).CopyTo(_times.AsSpan(_start + index));
        _spent--;
    }

    /// <summary>Forgets the spent times up to and including <paramref name="until"/>.</summary>
    public void Trim(long until)
    {
        int old = FirstAfter(Times[.._spent], until);
        _start += old;
        _spent -= old;
    }

    private static int FirstAfter(ReadOnlySpan<long> times, long time)
    {
        // Mostly the answer is at one of the ends.
        if (times.Length == 0 || times[^1] <= time)
        {
            return times.Length;
        }

        if (times[0] > time)
        {
            return 0;
        }

        (int low, int high) = (0, times.Length);
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (times[middle] <= time)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Insert(int index, long at)
    {
        int count = _spent + _booked;
        if (_start + count == _times.Length)
        {
            MakeRoom(count);
        }

        _times.AsSpan(_start + index, count - index).CopyTo(_times.AsSpan(_start + index + 1));
        _times[_start + index] = at;
    }

    private void MakeRoom(int count)
    {
        long[] target = count < _times.Length / 2 ? _times : new long[Math.Max(4, _times.Length * 2)];
        Times.CopyTo(target);
        _times = target;
        _start = 0;
    }
}
