using GameAuth.Providers;
using static GameAuth.Core.Tests.Wire.ScriptedHandler;

namespace GameAuth.Core.Tests.Wire;

public sealed class BackChannelThrottlingTests
{
    private static readonly PaceWindow Window = new(10, TimeSpan.FromSeconds(15));

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
        ProviderCall call = Channel.Call() with { RetryAfterInBody = _ => TimeSpan.FromSeconds(300) };

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(call));

        Assert.Equal(Answers.Arrival.AddSeconds(300), error.RetryAt);
        Assert.Equal([("xbox/auth", Answers.Arrival.AddSeconds(300))], channel.Pacer.Frozen);
    }

    [Fact]
    public async Task A_date_without_the_servers_own_is_read_against_its_clock_as_it_was_learnt()
    {
        Channel channel = new(
            Answer("{}", 200, ("Date", "Tue, 01 Jan 2030 06:00:00 GMT")),
            Answer("", 429, ("Retry-After", "Tue, 01 Jan 2030 06:01:00 GMT")));
        await channel.SendAsync(Channel.Call());

        ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(Channel.Call()));

        Assert.Equal(channel.Clock.GetUtcNow().AddSeconds(60), error.RetryAt);
    }

    [Fact]
    public async Task A_window_in_the_body_of_a_429_is_kept_for_the_narrowest_scope()
    {
        Channel channel = new(static _ => Window, Answer("{}", 429, ("Retry-After", "10")));
        ProviderCall call = Channel.Call() with { Pace = new PaceRequest(["xbox/auth/narrow", "xbox/auth"]) };

        await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(call));

        Assert.Equal([("xbox/auth/narrow", Window)], channel.Pacer.Windows);
    }

    [Theory]
    [InlineData(429, 0)]
    [InlineData(429, (16 * 1024) + 1)]
    [InlineData(503, 10)]
    [InlineData(401, 10)]
    public async Task A_body_that_is_empty_too_long_or_no_429_is_not_asked(int status, int length)
    {
        Channel channel = new(static _ => throw new InvalidOperationException("Asked."), Answer(new string(' ', length), status, ("Retry-After", "10")));

        Exception? error = await Record.ExceptionAsync(() => channel.SendAsync(Channel.Call()));

        Assert.Equal(status == 401, error is null);
        Assert.True(error is null or ThrottledException);
        Assert.Empty(channel.Pacer.Windows);
    }

    [Fact]
    public async Task A_window_that_is_none_is_not_believed()
    {
        Channel channel = new(static _ => default(PaceWindow), Answer("{}", 429, ("Retry-After", "10")));

        await Assert.ThrowsAsync<ThrottledException>(() => channel.SendAsync(Channel.Call()));

        Assert.Empty(channel.Pacer.Windows);
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
