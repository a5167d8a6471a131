using GameAuth.Testing;

namespace GameAuth.Hytale.Tests.Polling;

/// <summary>The documented ramp: 5 s, one second more each time, 15 s at most, an end after 15 minutes.</summary>
public class RampTests
{
    private readonly FakeClock _clock = new();

    [Fact]
    public void Its_steps_grow_by_a_second_up_to_fifteen_and_stay_there()
    {
        HytalePollSchedule pace = new(HytalePolling.Ramp, _clock, () => DateTimeOffset.MinValue);
        Assert.Equal([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15, 15, 15], Steps(pace, 14));
    }

    [Fact]
    public void Sixty_three_polls_fit_into_its_fifteen_minutes()
    {
        DateTimeOffset end = _clock.GetUtcNow() + HytalePollSchedule.RampEnd;
        HytalePollSchedule pace = new(HytalePolling.Ramp, _clock, () => DateTimeOffset.MinValue);
        int polls = 0;
        while (pace.Next() <= end)
        {
            Steps(pace, 1);
            polls++;
        }

        Assert.Equal((TimeSpan.FromMinutes(15), 63), (HytalePollSchedule.RampEnd, polls));
    }

    [Fact]
    public void The_pacer_is_waited_for_where_it_is_later_and_only_there()
    {
        DateTimeOffset permit = _clock.GetUtcNow() + TimeSpan.FromMinutes(1);
        HytalePollSchedule pace = new(HytalePolling.Ramp, _clock, () => permit);
        Assert.Equal(permit, pace.Next());
        _clock.Advance(TimeSpan.FromMinutes(1));
        pace.Polled();
        Assert.Equal(permit + TimeSpan.FromSeconds(6), pace.Next());
    }

    [Theory]
    [InlineData(HytalePolling.Ramp, 900)]
    [InlineData(HytalePolling.Interval, 1800)]
    [InlineData(HytalePolling.Spread, 1800)]
    public async Task A_code_that_lives_longer_is_given_up_by_a_ramp_alone(HytalePolling polling, int seconds)
    {
        await using HytaleWorld world = new(HytaleDialect.Gateway) { Options = options => options.Polling = polling };
        IHytaleAuth hytale = await world.StartAsync();
        DateTimeOffset start = world.Clock.GetUtcNow();
        await world.SignInAsync(hytale);
        Assert.Equal(TimeSpan.FromSeconds(seconds), world.Prompt.Shown!.ExpiresAt - start);
    }

    private IEnumerable<int> Steps(HytalePollSchedule pace, int polls)
    {
        List<int> steps = [];
        for (int i = 0; i < polls; i++)
        {
            TimeSpan step = pace.Next() - _clock.GetUtcNow();
            steps.Add((int)step.TotalSeconds);
            _clock.Advance(step);
            pace.Polled();
        }

        return steps;
    }
}
