using GameAuth.Providers;
using static GameAuth.Core.Tests.Wire.ScriptedHandler;

namespace GameAuth.Core.Tests.Wire;

public sealed class BackChannelThrottlingTests
{
    [Fact]
    public async Task A_429_names_the_time_of_the_next_try()
    {
        Channel channel = new(Answer("", 429, ("Retry-After", "90")));

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(Channel.Call(isRepeatable: true)));

        Assert.Equal((Answers.Arrival.AddSeconds(90), true, "xsts"), (error.RetryAt, error.WasSent, error.Step));
        Assert.Equal([429], channel.Pacer.Learnt);
    }

    [Fact]
    public async Task A_date_is_read_against_the_servers_own_clock()
    {
        Channel channel = new(Answer("", 503, ("Date", "Tue, 01 Jan 2030 06:00:00 GMT"), ("Retry-After", "Tue, 01 Jan 2030 06:01:00 GMT")));

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(Channel.Call()));

        Assert.Equal(Answers.Arrival.AddSeconds(60), error.RetryAt);
    }

    [Theory]
    [InlineData("-5", 30)]
    [InlineData("soon", 30)]
    [InlineData("99999999999999", 30)]
    [InlineData("2000000000", 86400)]
    [InlineData("Tue, 01 Jan 2019 00:00:00 GMT", 0)]
    public async Task A_nonsense_wait_becomes_a_sane_one(string retryAfter, int seconds)
    {
        Channel channel = new(Answer("", 429, ("Retry-After", retryAfter)));

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(Channel.Call()));

        Assert.Equal(Answers.Arrival.AddSeconds(seconds), error.RetryAt);
    }

    [Fact]
    public async Task A_short_wait_is_waited_for_when_the_call_is_repeatable()
    {
        Channel channel = new(Answer("", 429, ("Retry-After", "4")), Answer("{}"));

        Assert.Equal(200, (await channel.SendAsync(Channel.Call(isRepeatable: true))).Status);
        Assert.Equal(Answers.Arrival.AddSeconds(4), channel.Clock.GetUtcNow());
    }

    [Fact]
    public async Task A_wait_in_the_body_counts_when_it_is_longer_and_holds_the_scopes_back()
    {
        Channel channel = new(Answer("""{"periodInSeconds":300}""", 429, ("Retry-After", "10")));
        BackChannelCall call = Channel.Call() with { RetryAfterInBody = _ => TimeSpan.FromSeconds(300) };

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(call));

        Assert.Equal(Answers.Arrival.AddSeconds(300), error.RetryAt);
        Assert.Equal([("xbox/auth", Answers.Arrival.AddSeconds(300))], channel.Pacer.Frozen);
    }

    [Fact]
    public async Task The_pacers_own_estimate_counts_when_it_is_later()
    {
        Channel channel = new(Answer("", 429));
        channel.Pacer.Earliest = Answers.Arrival.AddHours(1);

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(Channel.Call()));

        Assert.Equal(Answers.Arrival.AddHours(1), error.RetryAt);
    }
}
