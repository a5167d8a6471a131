using GameAuth.Providers;
using GameAuth.Testing;
using static GameAuth.Core.Tests.Wire.ScriptedHandler;

namespace GameAuth.Core.Tests.Wire;

public sealed class ServerClockTests
{
    [Fact]
    public async Task It_learns_from_every_answer_also_from_errors()
    {
        Channel channel = new(Answer("", 403, ("Date", "Tue, 01 Jan 2030 00:05:00 GMT")), Answer("", 200, ("Date", "Tue, 01 Jan 2030 00:00:00 GMT")));

        await channel.SendAsync(Channel.Call());
        Assert.Equal(TimeSpan.FromMinutes(5), channel.Server.Offset);
        Assert.Equal(Answers.Arrival.AddMinutes(5), channel.Server.GetUtcNow());

        await channel.SendAsync(Channel.Call());
        Assert.Equal(TimeSpan.Zero, channel.Server.Offset);
    }

    [Fact]
    public async Task It_does_not_learn_from_a_cached_answer()
    {
        Channel channel = new(Answer("", 200, ("Date", "Tue, 01 Jan 2030 00:05:00 GMT"), ("Age", "7")));

        await channel.SendAsync(Channel.Call());

        Assert.Equal(TimeSpan.Zero, channel.Server.Offset);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    public void Two_seconds_are_within_what_a_date_header_can_tell(int seconds)
    {
        FakeClock local = new();
        ServerClock clock = new(local);

        clock.Observe(local.GetUtcNow().AddSeconds(seconds), local.GetUtcNow());

        Assert.Equal(local.GetUtcNow(), clock.GetUtcNow());
    }

    [Theory]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Sun, 03 Feb 2030 00:00:00 GMT")]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT")]
    public async Task A_date_that_is_a_month_off_is_not_believed_and_nothing_throws(string date)
    {
        Channel channel = new(Answer("", 200, ("Date", "Tue, 01 Jan 2030 00:05:00 GMT")), Answer("", 200, ("Date", date), ("Retry-After", date)));

        await channel.SendAsync(Channel.Call());
        await channel.SendAsync(Channel.Call());

        Assert.Equal(TimeSpan.FromMinutes(5), channel.Server.Offset);
        Assert.Equal(Answers.Arrival.AddMinutes(5), channel.Server.GetUtcNow());
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(24)]
    public void A_step_back_of_the_local_clock_moves_what_it_says_of_that_and_not_the_server_s_time(int hours)
    {
        FakeClock local = new();
        ServerClock clock = new(local);
        DateTimeOffset server = local.GetUtcNow().AddHours(hours);
        clock.Observe(server, local.GetUtcNow());

        local.ShiftWallClock(TimeSpan.FromHours(-3));

        Assert.Equal(server, clock.GetUtcNow());
        Assert.Equal(TimeSpan.FromHours(hours + 3), clock.Offset);
        Assert.Equal(local.GetUtcNow().AddHours(1), clock.ToLocal(server.AddHours(1)));
    }

    [Fact]
    public void A_clock_that_has_learnt_nothing_is_the_local_one_whatever_happens_to_that()
    {
        FakeClock local = new();
        ServerClock clock = new(local);
        local.ShiftWallClock(TimeSpan.FromHours(-3));
        Assert.Equal((local.GetUtcNow(), TimeSpan.Zero), (clock.GetUtcNow(), clock.Offset));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void An_end_at_the_edge_of_the_calendar_stays_there(int hours)
    {
        FakeClock local = new();
        ServerClock clock = new(local);
        clock.Observe(local.GetUtcNow().AddHours(hours), local.GetUtcNow());
        Assert.InRange(clock.ToLocal(DateTimeOffset.MaxValue), DateTimeOffset.MaxValue.AddHours(-1), DateTimeOffset.MaxValue);
        Assert.InRange(clock.ToLocal(DateTimeOffset.MinValue), DateTimeOffset.MinValue, DateTimeOffset.MinValue.AddHours(1));
    }

    [Fact]
    public void Its_timers_and_timestamps_are_the_local_ones()
    {
        FakeClock local = new();
        ServerClock clock = new(local);
        clock.Observe(local.GetUtcNow().AddHours(1), local.GetUtcNow());
        int fired = 0;
        using ITimer timer = clock.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        local.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, fired);
        Assert.Equal(local.GetTimestamp(), clock.GetTimestamp());
    }
}
