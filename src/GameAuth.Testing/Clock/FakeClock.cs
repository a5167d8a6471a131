namespace GameAuth.Testing;

/// <summary>A clock that stands still until a test moves it. Timers fire in due order, on the thread that moves it.</summary>
/// <remarks>
/// <para>Safe for use from any thread. Wall clock and timestamp move together; only <see cref="ShiftWallClock"/> parts them.</para>
/// <para>
/// A timer that a callback creates, or a continuation that runs inline, is seen by the same <see cref="Advance"/> when it falls due in it.
/// Continuations that go through the thread pool run later than that: <see cref="AdvanceAsync"/> and <see cref="RunUntilAsync"/> wait for
/// the timers that such code arms, so that no test needs a sleep.
/// </para>
/// <para>As with the system's clock, a callback runs in the execution context that created its timer. An exception of a callback leaves <see cref="Advance"/>.</para>
/// </remarks>
public sealed class FakeClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly FakeTimerQueue _queue = new();
    private readonly List<PendingWait> _waits = [];
    private long _wallAtZero;
    private long _elapsed;
    private long _goal;

    /// <summary>A clock that starts at 2030-01-01T00:00:00Z.</summary>
    public FakeClock()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that starts at a given time.</summary>
    /// <param name="start">What <see cref="GetUtcNow"/> says first.</param>
    public FakeClock(DateTimeOffset start) => _wallAtZero = start.UtcTicks;

    /// <summary>How many timers are armed now.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <summary>How long it is until the next timer fires; null when none is armed.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            lock (_gate)
                return _queue.NextDue is { } due ? new TimeSpan(Math.Max(0, due - _elapsed)) : null;
        }
    }

    /// <summary>Whether a timer is armed that fires exactly so long from now: a test that moves the clock by as much waits for that first.</summary>
    /// <param name="fromNow">The time until it fires.</param>
    /// <returns>False while the code under test has not come so far.</returns>
    public bool HasTimer(TimeSpan fromNow)
    {
        lock (_gate)
            return _queue.Has(_elapsed + fromNow.Ticks);
    }

    /// <summary>Always UTC, so that no test depends on where it runs.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>Ten million: one unit of <see cref="GetTimestamp"/> is a tick of 100 ns.</summary>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return new DateTimeOffset(_wallAtZero + _elapsed, TimeSpan.Zero);
    }

    /// <summary>Ticks since the clock was made; never goes back.</summary>
    /// <returns>The timestamp.</returns>
    public override long GetTimestamp()
    {
        lock (_gate)
            return _elapsed;
    }

    /// <inheritdoc/>
    /// <remarks>A timer that is due at once fires on the thread pool, as a system timer would, or in the <see cref="Advance"/> that is running.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new FakeTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what falls due on the way, each timer at its own time.</summary>
    /// <param name="by">How far; zero fires what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        FireUpTo(Move(by));
    }

    /// <summary>Moves the clock forward to a time; the same as <see cref="Advance"/> by the difference.</summary>
    /// <param name="utcNow">The time to move to.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="utcNow"/> is in the past: <see cref="ShiftWallClock"/> does that.</exception>
    public void SetUtcNow(DateTimeOffset utcNow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(utcNow, GetUtcNow());
        Advance(utcNow - GetUtcNow());
    }

    /// <summary>Sets the wall clock forward or back, as a user or NTP does: timers and <see cref="GetTimestamp"/> do not see it.</summary>
    /// <param name="by">How far; negative is back.</param>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_gate)
            _wallAtZero += by.Ticks;
    }

    /// <summary>Waits, in real time, until at least so many timers are armed.</summary>
    /// <param name="count">How many timers; zero or less is there at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when they are armed.</returns>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_queue.Count >= count)
                return Task.CompletedTask;
            _waits.RemoveAll(static wait => wait.IsOver);
            var added = new PendingWait(count, cancellationToken);
            _waits.Add(added);
            return added.Task;
        }
    }

    /// <summary>Moves the clock as <see cref="Advance"/> does, and before each step waits until so many timers are armed.</summary>
    /// <param name="by">How far.</param>
    /// <param name="timers">How many timers the code under test has armed whenever it is at rest.</param>
    /// <param name="cancellationToken">Ends the wait; the clock stays where it is then.</param>
    /// <returns>A task that completes when the clock has arrived and the timers are armed again.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public async Task AdvanceAsync(TimeSpan by, int timers = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetTimestamp() + by.Ticks;
        do
            await WaitForTimersAsync(timers, cancellationToken).ConfigureAwait(false);
        while (StepTo(end));
        Advance(new TimeSpan(Math.Max(0, end - GetTimestamp())));
    }

    /// <summary>Moves the clock from timer to timer until the work is done.</summary>
    /// <param name="work">What is waiting for the clock.</param>
    /// <param name="atMost">How far the clock may be moved.</param>
    /// <param name="timers">How many timers must be armed before each step; more than one where several flows wait side by side.</param>
    /// <param name="cancellationToken">Stops moving the clock; the work goes on.</param>
    /// <returns>A task that ends as the work does.</returns>
    /// <exception cref="TimeoutException">The work needs a timer that is later than <paramref name="atMost"/>.</exception>
    public async Task RunUntilAsync(Task work, TimeSpan atMost, int timers = 1, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var end = GetTimestamp() + atMost.Ticks;
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (!work.IsCompleted)
        {
            var armed = WaitForTimersAsync(timers, done.Token);
            await Task.WhenAny(work, armed).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (armed.IsCompleted && !work.IsCompleted && !StepTo(end) && PendingTimers >= timers && !work.IsCompleted)
                throw new TimeoutException($"The work was not done after {atMost}; the next timer is due in {NextTimer}.");
        }

        await done.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(false);
    }

    internal void Arm(FakeTimer timer, long? delay, long period)
    {
        List<PendingWait> woken;
        bool isDue;
        lock (_gate)
        {
            _queue.Remove(timer);
            if (delay is { } ticks && !timer.IsDisposed)
                _queue.Add(timer, _elapsed + ticks, period);
            woken = _waits.FindAll(wait => wait.Count <= _queue.Count);
            _waits.RemoveAll(woken.Contains);
            isDue = delay == 0;
        }

        woken.ForEach(static wait => wait.Complete());
        if (isDue)
            ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.FireUpTo(clock.GetTimestamp()), this, preferLocal: false);
    }

    // Two movers add up, and a callback may move the clock too: the goal is kept apart from the time reached.
    private long Move(TimeSpan by)
    {
        lock (_gate)
            return _goal = Math.Max(_goal, _elapsed) + by.Ticks;
    }

    private bool StepTo(long end)
    {
        long due;
        lock (_gate)
        {
            if (_queue.NextDue is not { } next || next > end)
                return false;
            due = _goal = Math.Max(Math.Max(_goal, _elapsed), next);
        }

        FireUpTo(due);
        return true;
    }

    private void FireUpTo(long goal)
    {
        // Without a context, continuations of library code run inline, so that the timers that they arm are seen below.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (TakeDue(goal) is { } timer)
                timer.Fire();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private FakeTimer? TakeDue(long goal)
    {
        lock (_gate)
        {
            var timer = _queue.TakeDue(goal, out var due);
            _elapsed = Math.Max(_elapsed, timer is null ? goal : due);
            return timer;
        }
    }
}
