namespace GameAuth.Providers;

/// <summary>
/// Cancels a source when a time has passed. A process that stood still (a stopped container, a debugger, a suspended terminal) does not use the time up: the last tenth of it, at most
/// 5 seconds, is always given while the process runs, so that an answer that has come meanwhile is read before the limit counts.
/// </summary>
internal sealed class TimeLimit : IDisposable
{
    private const int Parts = 10;
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _turn;
    private readonly ITimer _timer;
    private TimeSpan _due;
    private long _armedAt;
    private bool _isLastTurn;

    /// <summary>Begins to count.</summary>
    /// <param name="limit">How long; <see cref="Timeout.InfiniteTimeSpan"/> never cancels.</param>
    /// <param name="time">The clock.</param>
    /// <param name="source">What is cancelled; it stays the caller's.</param>
    public TimeLimit(TimeSpan limit, TimeProvider time, CancellationTokenSource source)
    {
        _time = time;
        _source = source;
        _turn = limit / Parts < LongestTurn ? limit / Parts : LongestTurn;
        _timer = time.CreateTimer(static state => ((TimeLimit)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (limit != Timeout.InfiniteTimeSpan)
        {
            Arm(limit - _turn);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Arm(TimeSpan due)
    {
        _due = due;
        _armedAt = _time.GetTimestamp();
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private void OnDue()
    {
        try
        {
            // A timer that is late by as much as a turn was held up together with everything else in the process.
            bool stoodStill = _time.GetElapsedTime(_armedAt) - _due >= _turn;
            if (_isLastTurn && !stoodStill)
            {
                _source.Cancel();
                return;
            }

            _isLastTurn = true;
            Arm(_turn);
        }
        catch (ObjectDisposedException)
        {
            // The work ended at this moment.
        }
    }
}
