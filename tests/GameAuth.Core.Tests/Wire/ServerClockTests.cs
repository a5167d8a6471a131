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
