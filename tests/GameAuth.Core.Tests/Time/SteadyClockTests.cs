using GameAuth.Providers;
using GameAuth.Testing;

namespace GameAuth.Tests.Time;

public sealed class SteadyClockTests
{
    private readonly FakeClock _wall = new();
    private readonly SteadyClock _clock;
    private readonly DateTimeOffset _start;

    public SteadyClockTests()
    {
        _clock = new SteadyClock(_wall);
        _start = _wall.GetUtcNow();
    }

    private TimeSpan Passed => _clock.Now - _start;

    [Fact]
    public void It_shows_the_wall_clock_while_nothing_happens_to_that()
    {
        _wall.Advance(TimeSpan.FromDays(3));
        Assert.Equal(_wall.GetUtcNow(), _clock.Now);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(5 * 3600)]
    public void A_step_back_is_seen_at_once_however_long_nobody_has_looked(int seconds)
    {
        _wall.Advance(TimeSpan.FromSeconds(seconds));
        _wall.ShiftWallClock(TimeSpan.FromHours(-3));
        Assert.Equal(TimeSpan.FromSeconds(seconds), Passed);
        _wall.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(seconds + 3600), Passed);
    }

    [Fact]
    public void A_step_back_between_two_looks_is_seen_though_the_wall_clock_has_gone_on()
    {
        _wall.Advance(TimeSpan.FromHours(4));
        _wall.ShiftWallClock(TimeSpan.FromHours(-3));
        _wall.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromHours(5), Passed);
    }

    [Fact]
    public void A_short_step_back_is_seen_within_ten_seconds()
    {
        _wall.Advance(TimeSpan.FromSeconds(9));
        _wall.ShiftWallClock(TimeSpan.FromSeconds(-8));
        _wall.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(18), Passed);
    }

    [Theory]
    [InlineData(1.5)]
    [InlineData(24)]
    public void A_sleep_and_a_step_forward_count(double hours)
    {
        _wall.ShiftWallClock(TimeSpan.FromHours(hours));
        Assert.Equal(TimeSpan.FromHours(hours), Passed);
    }

    [Fact]
    public void A_day_ahead_and_back_leaves_it_a_day_ahead_and_going_on()
    {
        _wall.ShiftWallClock(TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.FromDays(1), Passed);
        _wall.ShiftWallClock(TimeSpan.FromDays(-1));
        Assert.Equal(TimeSpan.FromDays(1), Passed);
        _wall.Advance(TimeSpan.FromHours(20));
        Assert.Equal(TimeSpan.FromHours(44), Passed);
    }

    [Fact]
    public void The_noise_of_the_clocks_does_not_add_up()
    {
        for (int i = 0; i < 1_000; i++)
        {
            _wall.ShiftWallClock(TimeSpan.FromMilliseconds(i % 2 == 0 ? 200 : -200));
            _wall.Advance(TimeSpan.FromSeconds(61));
            _ = _clock.Now;
        }

        Assert.Equal(TimeSpan.FromSeconds(61_000), Passed);
    }

    [Fact]
    public void It_never_goes_back_by_more_than_ten_seconds_through_any_steps()
    {
        Random random = new(7);
        DateTimeOffset last = _clock.Now;
        for (int i = 0; i < 5_000; i++)
        {
            _wall.ShiftWallClock(TimeSpan.FromSeconds(random.Next(-100_000, 100_000)));
            _wall.Advance(TimeSpan.FromSeconds(random.Next(0, 200)));
            DateTimeOffset now = _clock.Now;
            Assert.True(now >= last - TimeSpan.FromSeconds(10), $"It went back by {last - now}.");
            last = now;
        }
    }

    [Fact]
    public void A_time_of_the_wall_clock_is_taken_as_that_is_set_and_told_as_it_is_set_then()
    {
        DateTimeOffset end = _clock.FromWall(_wall.GetUtcNow().AddHours(1));
        _wall.ShiftWallClock(TimeSpan.FromHours(-8));
        Assert.Equal(TimeSpan.FromHours(1), end - _clock.Now);
        Assert.Equal(_wall.GetUtcNow().AddHours(1), _clock.ToWall(end));
        Assert.Equal(end, _clock.FromWall(_wall.GetUtcNow().AddHours(1)));
    }

    [Fact]
    public void No_time_is_too_far_for_it()
    {
        _wall.ShiftWallClock(TimeSpan.FromHours(-8));
        Assert.True(_clock.FromWall(DateTimeOffset.MaxValue) > _clock.Now.AddYears(1_000));
        Assert.True(_clock.FromWall(DateTimeOffset.MinValue).AddDays(-1) < _clock.Now);
        Assert.True(_clock.ToWall(DateTimeOffset.MaxValue) > _clock.Now);
        Assert.True(_clock.After(TimeSpan.MaxValue).AddDays(1) > _clock.Now);
        Assert.True(_clock.After(TimeSpan.MinValue) < _clock.Now);
    }

    [Fact]
    public async Task A_wait_of_months_ends_at_its_moment()
    {
        Task wait = _clock.DelayUntilAsync(_clock.After(TimeSpan.FromDays(60)), CancellationToken.None);
        _wall.Advance(TimeSpan.FromDays(60) - TimeSpan.FromMilliseconds(1));
        Assert.False(wait.IsCompleted);
        _wall.Advance(TimeSpan.FromMilliseconds(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_wait_that_a_sleep_has_made_too_long_ends_within_a_minute_of_waking()
    {
        Task wait = _clock.DelayUntilAsync(_clock.After(TimeSpan.FromHours(1)), CancellationToken.None);
        _wall.Advance(TimeSpan.FromMinutes(2.5));
        _wall.ShiftWallClock(TimeSpan.FromHours(1.5));
        Assert.True(_wall.NextTimer <= TimeSpan.FromMinutes(1));
        _wall.Advance(TimeSpan.FromMinutes(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_step_back_makes_no_wait_longer_and_the_caller_can_end_it()
    {
        using CancellationTokenSource gone = new();
        Task wait = _clock.DelayUntilAsync(_clock.After(TimeSpan.FromHours(1)), CancellationToken.None);
        Task ended = _clock.DelayUntilAsync(_clock.After(TimeSpan.FromHours(1)), gone.Token);
        _wall.ShiftWallClock(TimeSpan.FromHours(-8));
        _wall.Advance(TimeSpan.FromHours(1));
        await wait.WaitAsync(TimeSpan.FromSeconds(5));
        await gone.CancelAsync();
        await _clock.DelayUntilAsync(_clock.Now, gone.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _clock.DelayUntilAsync(_clock.After(TimeSpan.FromSeconds(1)), gone.Token));
        _ = ended;
    }

    [Fact]
    public void Reading_it_allocates_nothing()
    {
        SteadyClock clock = new(TimeProvider.System);
        _ = clock.Ticks;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10_000; i++)
        {
            _ = clock.Ticks;
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }
}
