using Microsoft.Extensions.Time.Testing;

namespace GameAuth.Testing;

/// <summary>Microsoft's <see cref="FakeTimeProvider"/>, with each timer fired at its own time, a wall clock that can jump, and ways to wait until a timer is set.</summary>
/// <remarks>
/// <para>Safe for use from any thread. Wall clock and timestamp move together; only <see cref="ShiftWallClock"/> and <see cref="AdjustTime"/> part them.</para>
/// <para>
/// A timer that a callback creates, or a continuation that runs inline, is seen by the same <see cref="Advance"/> when it falls due in it.
/// Continuations that go through the thread pool run later than that: <see cref="AdvanceAsync"/> and <see cref="RunUntilAsync"/> wait for
/// the timers that such code sets, so that no test needs a sleep.
/// </para>
/// <para>As with the system's clock, a callback runs in the execution context that created its timer. An exception of a callback leaves <see cref="Advance"/>.</para>
/// <para>The methods that move the clock hide those of the base class. Code that knows the clock as a <see cref="FakeTimeProvider"/> and moves it has its timers fired on the thread pool.</para>
/// </remarks>
public sealed class FakeClock : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private readonly HashSet<FakeTimer> _armed = [];
    private readonly List<FakeTimer> _due = [];
    private readonly List<PendingWait> _waits = [];
    private long _jumped;
    private long _goal;
    private long _order;
    private bool _isMoving;

    /// <summary>A clock that starts at 2030-01-01T00:00:00Z.</summary>
    public FakeClock()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>A clock that starts at a given time.</summary>
    /// <param name="start">What <see cref="GetUtcNow"/> says first.</param>
    public FakeClock(DateTimeOffset start)
        : base(start.ToUniversalTime())
    {
    }

    /// <summary>How many timers are armed now.</summary>
    public int PendingTimers
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count;
            }
        }
    }

    /// <summary>How long it is until the next timer fires; null when none is armed.</summary>
    public TimeSpan? NextTimer
    {
        get
        {
            lock (_gate)
            {
                return _armed.Count == 0 ? null : new TimeSpan(Math.Max(0, NextDue - Elapsed));
            }
        }
    }

    private long NextDue => _armed.Min(static timer => timer.Due);

    private long Elapsed => base.GetUtcNow().Ticks - Start.Ticks - _jumped;

    /// <summary>Whether a timer is armed that fires exactly so long from now: a test that moves the clock by as much waits for that first.</summary>
    /// <param name="fromNow">The time until it fires.</param>
    /// <returns>False while the code under test has not come so far.</returns>
    public bool HasTimer(TimeSpan fromNow)
    {
        lock (_gate)
        {
            long due = Elapsed + fromNow.Ticks;
            return _armed.Any(timer => timer.Due == due);
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return base.GetUtcNow();
        }
    }

    /// <summary>Ticks of 100 ns since the clock was made; never goes back.</summary>
    /// <returns>The timestamp.</returns>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return Elapsed;
        }
    }

    /// <inheritdoc/>
    /// <remarks>A timer that is due at once fires on the thread pool, as a system timer would, or in the <see cref="Advance"/> that is running.</remarks>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        FakeTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock forward and fires what falls due on the way, each timer at its own time.</summary>
    /// <param name="by">How far; zero fires what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="by"/> is negative.</exception>
    public new void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long goal;
        lock (_gate)
        {
            // Two movers add up, and a callback may move the clock too: the goal is kept apart from the time reached.
            goal = _goal = Math.Max(_goal, Elapsed) + by.Ticks;
        }

        FireUpTo(goal);
    }

    /// <summary>Moves the clock forward to a time; the same as <see cref="Advance"/> by the difference.</summary>
    /// <param name="utcNow">The time to move to.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="utcNow"/> is in the past: <see cref="ShiftWallClock"/> does that.</exception>
    public new void SetUtcNow(DateTimeOffset utcNow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(utcNow, GetUtcNow());
        Advance(utcNow - GetUtcNow());
    }

    /// <summary>Sets the wall clock forward or back, as a user or NTP does: timers and <see cref="GetTimestamp"/> do not see it. Forward is also what a machine looks like that has slept.</summary>
    /// <param name="by">How far; negative is back.</param>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_gate)
        {
            base.AdjustTime(base.GetUtcNow() + by);
            _jumped += by.Ticks;
        }
    }

    /// <summary>Sets the wall clock to a time; the same as <see cref="ShiftWallClock"/> by the difference.</summary>
    /// <param name="value">The time to show.</param>
    public new void AdjustTime(DateTimeOffset value)
    {
        lock (_gate)
        {
            ShiftWallClock(value - base.GetUtcNow());
        }
    }

    /// <summary>Waits, in real time, until at least so many timers are armed.</summary>
    /// <param name="count">How many timers; zero or less is there at once.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when they are armed.</returns>
    public Task WaitForTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_armed.Count >= count)
            {
                return Task.CompletedTask;
            }

            _waits.RemoveAll(static wait => wait.IsOver);
            PendingWait added = new(count, cancellationToken);
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
        long end = GetTimestamp() + by.Ticks;
        do
        {
            await WaitForTimersAsync(timers, cancellationToken).ConfigureAwait(false);
        }
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
        long end = GetTimestamp() + atMost.Ticks;
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (!work.IsCompleted)
        {
            Task armed = WaitForTimersAsync(timers, done.Token);
            await Task.WhenAny(work, armed).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (armed.IsCompleted && !work.IsCompleted && !StepTo(end) && PendingTimers >= timers && !work.IsCompleted)
            {
                throw new TimeoutException($"The work was not done after {atMost}; the next timer is due in {NextTimer}.");
            }
        }

        await done.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(false);
    }

    internal ITimer CreateBaseTimer(FakeTimer timer) =>
        base.CreateTimer(static state => ((FakeTimer)state!).FallDue(), timer, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    internal bool Arm(FakeTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        List<PendingWait> woken;
        lock (_gate)
        {
            long due = Elapsed + dueTime.Ticks;
            Forget(timer);
            if (!timer.Base.Change(dueTime, period))
            {
                return false;
            }

            if (dueTime >= TimeSpan.Zero)
            {
                timer.Schedule(due, period, ++_order);
                _armed.Add(timer);
            }

            woken = _waits.FindAll(wait => wait.Count <= _armed.Count);
            _waits.RemoveAll(woken.Contains);
        }

        woken.ForEach(static wait => wait.Complete());
        return true;
    }

    internal void Disarm(FakeTimer timer)
    {
        lock (_gate)
        {
            timer.Base.Dispose();
            Forget(timer);
        }
    }

    // The base class calls this from whatever moved the time. The callback runs later, outside the lock.
    internal void FallDue(FakeTimer timer)
    {
        lock (_gate)
        {
            _due.Add(timer);
            if (!_isMoving)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.FireUpTo(clock.GetTimestamp()), this, preferLocal: false);
            }
        }
    }

    private void Forget(FakeTimer timer)
    {
        _armed.Remove(timer);
        _due.RemoveAll(one => one == timer);
    }

    private bool StepTo(long end)
    {
        long due;
        lock (_gate)
        {
            if (_armed.Count == 0 || NextDue > end)
            {
                return false;
            }

            due = _goal = Math.Max(Math.Max(_goal, Elapsed), NextDue);
        }

        FireUpTo(due);
        return true;
    }

    private void FireUpTo(long goal)
    {
        // Without a context, continuations of library code run inline, so that the timers that they arm are seen below.
        SynchronizationContext? context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            while (TakeDue(goal) is { } timer)
            {
                timer.Fire();
            }
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
            for (long now = Elapsed; _due.Count == 0 && now < goal; now = Elapsed)
            {
                long next = _armed.Select(static timer => timer.Due).Where(due => due > now).Append(goal).Min();
                _isMoving = true;
                base.Advance(new TimeSpan(Math.Min(next, goal) - now));
                _isMoving = false;
            }

            // The base class does not promise an order among timers that are due at one time. Here it is the order in which they were armed.
            FakeTimer? first = _due.MinBy(static timer => timer.Order);
            if (first is not null)
            {
                _due.Remove(first);
                if (!first.ScheduleNext(++_order))
                {
                    _armed.Remove(first);
                }
            }

            return first;
        }
    }
}
