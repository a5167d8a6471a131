using Microsoft.Extensions.Time.Testing;

namespace GameAuth.Testing.Tests;

public sealed class FakeClockTests
{
    private static readonly DateTimeOffset _start = new(2027, 3, 4, 5, 6, 7, TimeSpan.Zero);
    private readonly FakeClock _clock = new(_start);

    [Fact]
    public void A_timer_is_found_by_its_distance()
    {
        using ITimer timer = _clock.CreateTimer(static _ => { }, null, TimeSpan.FromMinutes(90), Timeout.InfiniteTimeSpan);
        using ITimer nearer = _clock.CreateTimer(static _ => { }, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        Assert.True(_clock.HasTimer(TimeSpan.FromMinutes(90)));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(_clock.HasTimer(TimeSpan.FromMinutes(88)));
        Assert.False(_clock.HasTimer(TimeSpan.FromMinutes(90)));
    }

    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        Assert.Equal(_start, _clock.GetUtcNow());
        Assert.Equal(_start, _clock.GetUtcNow());
        Assert.Equal(0, _clock.GetTimestamp());
    }

    [Fact]
    public void Wall_clock_and_timestamp_move_together()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1234.5));

        Assert.Equal(_start.AddMilliseconds(1234.5), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromMilliseconds(1234.5), _clock.GetElapsedTime(0));
    }

    [Fact]
    public void Setting_the_time_fires_what_falls_due()
    {
        int fired = 0;
        using ITimer timer = Timer(() => fired++, seconds: 10);

        _clock.SetUtcNow(_start.AddSeconds(9));
        Assert.Equal(0, fired);
        _clock.SetUtcNow(_start.AddSeconds(10));
        Assert.Equal(1, fired);
    }

    [Fact]
    public void The_past_can_not_be_set() => Assert.Throws<ArgumentOutOfRangeException>(() => _clock.SetUtcNow(_start.AddTicks(-1)));

    [Fact]
    public void Time_does_not_run_backwards() => Assert.Throws<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));

    [Fact]
    public void A_shifted_wall_clock_moves_no_timer()
    {
        int fired = 0;
        using ITimer timer = Timer(() => fired++, seconds: 10);

        _clock.ShiftWallClock(TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(0, fired);
        Assert.Equal(_start.AddHours(1).AddSeconds(9), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(9), _clock.GetElapsedTime(0));
    }

    [Fact]
    public void Adjusting_the_time_shifts_the_wall_clock_alone()
    {
        _clock.Advance(TimeSpan.FromSeconds(9));
        _clock.AdjustTime(_start.AddHours(-1));

        Assert.Equal(_start.AddHours(-1), _clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromSeconds(9), _clock.GetElapsedTime(0));
    }

    [Fact]
    public void A_shift_back_leaves_the_next_timer_where_it_was()
    {
        int fired = 0;
        using ITimer timer = Timer(() => fired++, seconds: 10);

        _clock.ShiftWallClock(TimeSpan.FromHours(-1));

        Assert.Equal(TimeSpan.FromSeconds(10), _clock.NextTimer);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task Who_knows_the_clock_as_a_FakeTimeProvider_can_move_it_too()
    {
        TaskCompletionSource<DateTimeOffset> fired = new();
        using ITimer timer = Timer(() => fired.TrySetResult(_clock.GetUtcNow()), seconds: 10);

        ((FakeTimeProvider)_clock).Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(_start.AddSeconds(20), await fired.Task.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, _clock.PendingTimers);
    }

    [Fact]
    public void Timers_of_one_time_fire_in_the_order_in_which_they_were_armed()
    {
        List<int> fired = [];
        ITimer[] gone = [Timer(() => { }, seconds: 1), Timer(() => { }, seconds: 1), Timer(() => { }, seconds: 1)];
        Array.ForEach(gone, static timer => timer.Dispose());
        ITimer[] timers = [.. Enumerable.Range(0, 5).Select(number => Timer(() => fired.Add(number), seconds: 1))];

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([0, 1, 2, 3, 4], fired);
        Array.ForEach(timers, static timer => timer.Dispose());
    }

    [Fact]
    public void A_time_that_the_systems_timers_refuse_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _clock.CreateTimer(static _ => { }, null, TimeSpan.FromDays(50), Timeout.InfiniteTimeSpan));

    [Fact]
    public void Timers_fire_in_due_order_each_at_its_own_time()
    {
        List<(string Name, TimeSpan At)> fired = new();
        using ITimer late = Timer(() => fired.Add(("late", _clock.GetElapsedTime(0))), seconds: 3);
        using ITimer early = Timer(() => fired.Add(("early", _clock.GetElapsedTime(0))), seconds: 1);
        using ITimer alsoEarly = Timer(() => fired.Add(("also early", _clock.GetElapsedTime(0))), seconds: 1);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal([("early", TimeSpan.FromSeconds(1)), ("also early", TimeSpan.FromSeconds(1)), ("late", TimeSpan.FromSeconds(3))], fired);
    }

    [Fact]
    public void A_timer_that_a_callback_creates_fires_in_the_same_move()
    {
        List<TimeSpan> fired = new();
        ITimer? second = null;
        using ITimer first = Timer(
            () => second = Timer(() => fired.Add(_clock.GetElapsedTime(0)), seconds: 2),
            seconds: 1);

        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal([TimeSpan.FromSeconds(3)], fired);
        second!.Dispose();
    }

    [Fact]
    public void A_loop_of_delays_is_carried_through_by_one_move()
    {
        int rounds = 0;
        Task loop = LoopAsync();

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(5, rounds);
        Assert.True(loop.IsCompletedSuccessfully);

        async Task LoopAsync()
        {
            for (; rounds < 5; rounds++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _clock).ConfigureAwait(false);
            }
        }
    }

    [Fact]
    public async Task A_loop_that_goes_through_the_thread_pool_is_carried_step_by_step()
    {
        List<TimeSpan> wakes = new();
        using CancellationTokenSource stop = new();
        Task loop = LoopAsync();

        await _clock.AdvanceAsync(TimeSpan.FromSeconds(5));

        Assert.Equal(Enumerable.Range(1, 5).Select(second => TimeSpan.FromSeconds(second)), wakes);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);

        async Task LoopAsync()
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, stop.Token).ConfigureAwait(false);
                wakes.Add(_clock.GetElapsedTime(0));
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Work_is_driven_to_its_end_and_no_further()
    {
        await _clock.RunUntilAsync(WorkAsync(), TimeSpan.FromHours(1));

        Assert.Equal(TimeSpan.FromSeconds(60), _clock.GetElapsedTime(0));

        async Task WorkAsync()
        {
            for (int round = 0; round < 3; round++)
            {
                await Task.Delay(TimeSpan.FromSeconds(20), _clock).ConfigureAwait(false);
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Work_that_waits_too_long_is_a_timeout()
    {
        using CancellationTokenSource never = new();
        Task work = Task.Delay(TimeSpan.FromHours(2), _clock, never.Token);

        await Assert.ThrowsAsync<TimeoutException>(() => _clock.RunUntilAsync(work, TimeSpan.FromHours(1)));
        await never.CancelAsync();
    }

    [Fact]
    public async Task A_test_can_wait_for_timers_to_be_armed()
    {
        Task armed = _clock.WaitForTimersAsync(2);
        using ITimer first = Timer(() => { }, seconds: 1);
        Assert.False(armed.IsCompleted);

        using ITimer second = Timer(() => { }, seconds: 1);

        await armed;
        Assert.Equal(2, _clock.PendingTimers);
        Assert.Equal(TimeSpan.FromSeconds(1), _clock.NextTimer);
    }

    [Fact]
    public async Task Waiting_for_timers_can_be_cancelled()
    {
        using CancellationTokenSource cancel = new();
        Task armed = _clock.WaitForTimersAsync(1, cancel.Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => armed);
    }

    [Fact]
    public async Task A_cancelled_run_stops_moving_the_clock_and_leaves_the_work_alone()
    {
        using CancellationTokenSource cancellation = new();
        TaskCompletionSource work = new();
        Task run = _clock.RunUntilAsync(work.Task, TimeSpan.FromHours(1), cancellationToken: cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        Assert.False(work.Task.IsCompleted);
    }

    [Fact]
    public void A_period_repeats_until_the_timer_is_disposed()
    {
        List<TimeSpan> fired = new();
        ITimer? timer = null;
        timer = _clock.CreateTimer(Tick, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5)], fired);
        Assert.Equal(0, _clock.PendingTimers);
        Assert.False(timer.Change(TimeSpan.Zero, TimeSpan.Zero));

        void Tick(object? state)
        {
            fired.Add(_clock.GetElapsedTime(0));
            if (fired.Count == 3)
            {
                timer!.Dispose();
            }
        }
    }

    [Fact]
    public void A_changed_timer_keeps_only_its_new_time()
    {
        List<TimeSpan> fired = new();
        using ITimer timer = Timer(() => fired.Add(_clock.GetElapsedTime(0)), seconds: 1);

        timer.Change(TimeSpan.FromSeconds(4), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([TimeSpan.FromSeconds(4)], fired);
    }

    [Fact]
    public void A_stopped_timer_does_not_fire()
    {
        int fired = 0;
        using ITimer timer = Timer(() => fired++, seconds: 1);

        timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(0, fired);
        Assert.Null(_clock.NextTimer);
    }

    [Fact]
    public async Task A_timer_that_is_due_at_once_fires_without_a_move()
    {
        TaskCompletionSource fired = new();
        await using ITimer timer = _clock.CreateTimer(_ => fired.TrySetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void A_callback_may_move_the_clock_itself()
    {
        using ITimer timer = Timer(() => _clock.Advance(TimeSpan.FromSeconds(10)), seconds: 1);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(15), _clock.GetElapsedTime(0));
    }

    [Fact]
    public void Movers_on_many_threads_add_up()
    {
        int fired = 0;
        using ITimer timer = _clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1));

        Parallel.For(0, 1000, _ => _clock.Advance(TimeSpan.FromMilliseconds(1)));

        Assert.Equal(TimeSpan.FromSeconds(1), _clock.GetElapsedTime(0));
        Assert.Equal(1000, fired);
    }

    [Fact]
    public void A_callback_runs_in_the_context_that_created_its_timer()
    {
        AsyncLocal<string> local = new() { Value = "creator" };
        string? seen = null;
        using ITimer timer = Timer(() => seen = local.Value, seconds: 1);

        local.Value = "mover";
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("creator", seen);
    }

    [Fact]
    public void A_failing_callback_fails_the_test_that_moves_the_clock()
    {
        using ITimer timer = Timer(() => throw new InvalidOperationException("from the callback"), seconds: 1);

        Assert.Throws<InvalidOperationException>(() => _clock.Advance(TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void After_a_failing_callback_the_clock_goes_on()
    {
        int fired = 0;
        using ITimer failing = Timer(() => throw new InvalidOperationException("from the callback"), seconds: 1);
        using ITimer neighbour = Timer(() => fired++, seconds: 1);
        Assert.Throws<InvalidOperationException>(() => _clock.Advance(TimeSpan.FromSeconds(1)));

        _clock.Advance(TimeSpan.Zero);

        Assert.Equal(1, fired);
    }

    private ITimer Timer(Action onFire, int seconds) =>
        _clock.CreateTimer(_ => onFire(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan);
}
