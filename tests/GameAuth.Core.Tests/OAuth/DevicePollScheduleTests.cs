using GameAuth.Providers;
using static GameAuth.Providers.DevicePollVerdict;

namespace GameAuth.Core.Tests.OAuth;

public sealed class DevicePollScheduleTests
{
    private static readonly DevicePollSchedule Fresh = DevicePollSchedule.Start(TimeSpan.Zero, Seconds(900), Seconds(5));

    [Fact]
    public void The_first_poll_is_an_interval_after_the_code() => Assert.Equal(Seconds(5), Fresh.NextPoll(TimeSpan.Zero));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Without_an_interval_it_is_five_seconds(int interval) =>
        Assert.Equal(Seconds(5), DevicePollSchedule.Start(TimeSpan.Zero, Seconds(900), Seconds(interval)).Interval);

    [Fact]
    public void The_interval_counts_from_the_end_of_the_last_poll() =>
        Assert.Equal(Seconds(12), Fresh.After(Pending, Seconds(7)).NextPoll(TimeSpan.Zero));

    [Fact]
    public void Each_slow_down_adds_five_seconds_for_good()
    {
        DevicePollSchedule twice = Fresh.After(SlowDown, Seconds(5)).After(SlowDown, Seconds(15));

        Assert.Equal(Seconds(30), twice.NextPoll(TimeSpan.Zero));
        Assert.Equal(Seconds(45), twice.After(Pending, Seconds(30)).NextPoll(TimeSpan.Zero));
    }

    [Fact]
    public void Gaps_double_while_nobody_answers_up_to_a_minute_and_shrink_again_with_an_answer()
    {
        DevicePollSchedule clock = Fresh;
        List<double> gaps = [];
        for (int i = 0; i < 6; i++)
        {
            clock = clock.After(Unreachable, Seconds(10));
            gaps.Add((clock.NextPoll(TimeSpan.Zero)!.Value - Seconds(10)).TotalSeconds);
        }

        Assert.Equal([10, 20, 40, 60, 60, 60], gaps);
        Assert.Equal(Seconds(15), clock.After(Pending, Seconds(10)).NextPoll(TimeSpan.Zero));
    }

    [Fact]
    public void A_million_misses_do_not_overflow()
    {
        DevicePollSchedule clock = Fresh with { };
        for (int i = 0; i < 1000; i++)
        {
            clock = clock.After(Unreachable, Seconds(10));
        }

        Assert.Equal(Seconds(70), clock.NextPoll(TimeSpan.Zero));
    }

    [Fact]
    public void An_interval_above_a_minute_is_never_undercut_by_the_longest_gap() =>
        Assert.Equal(Seconds(180), DevicePollSchedule.Start(TimeSpan.Zero, Seconds(900), Seconds(90)).After(Unreachable, Seconds(90)).NextPoll(TimeSpan.Zero));

    [Fact]
    public void The_longest_of_interval_retry_after_and_permit_wins()
    {
        Assert.Equal(Seconds(40), Fresh.After(Pending, Seconds(10), Seconds(30)).NextPoll(Seconds(20)));
        Assert.Equal(Seconds(50), Fresh.After(Pending, Seconds(10), Seconds(30)).NextPoll(Seconds(50)));
        Assert.Equal(Seconds(15), Fresh.After(Pending, Seconds(10), Seconds(1)).NextPoll(Seconds(2)));
    }

    [Fact]
    public void Retry_after_counts_once() =>
        Assert.Equal(Seconds(45), Fresh.After(Pending, Seconds(10), Seconds(30)).After(Pending, Seconds(40)).NextPoll(TimeSpan.Zero));

    [Fact]
    public void The_last_poll_is_just_before_the_deadline()
    {
        Assert.Equal(Seconds(899), Fresh.After(Pending, Seconds(893)).NextPoll(TimeSpan.Zero));
        Assert.Equal(Seconds(899), Fresh.After(Pending, Seconds(890)).NextPoll(TimeSpan.Zero));
        Assert.Equal(Seconds(894), Fresh.After(Pending, Seconds(889)).NextPoll(TimeSpan.Zero));
    }

    [Fact]
    public void A_growing_gap_is_cut_for_the_last_poll_but_an_interval_is_not()
    {
        Assert.Equal(Seconds(899), Fresh.After(Unreachable, Seconds(892)).NextPoll(TimeSpan.Zero));
        Assert.Null(Fresh.After(Pending, Seconds(895)).NextPoll(TimeSpan.Zero));
        Assert.Null(Fresh.After(Unreachable, Seconds(895)).NextPoll(TimeSpan.Zero));
    }

    [Fact]
    public void What_the_server_or_the_limiter_forbids_until_after_the_deadline_is_not_polled()
    {
        Assert.Null(Fresh.After(Unreachable, Seconds(10), Seconds(900)).NextPoll(TimeSpan.Zero));
        Assert.Null(Fresh.NextPoll(Seconds(1000)));
    }

    [Fact]
    public void A_code_that_is_already_over_is_not_polled() =>
        Assert.Null(DevicePollSchedule.Start(Seconds(10), Seconds(-1), Seconds(5)).NextPoll(TimeSpan.Zero));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
