using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Server.Discord.Tests.World;

namespace GameAuth.Server.Discord.Tests;

/// <summary>Discord bans an address for its refused requests; nothing that strangers post may bring that about, nor stop the sign-ins of others.</summary>
public sealed class BanTests
{
    private const int Budget = 200;
    private const int Connections = 8;

    [Fact]
    public async Task Ten_minutes_of_junk_from_eight_connections_cost_no_more_than_the_budget_and_stop_no_code()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.TokenBudget = Budget, static discord => discord.InvalidRequestLimit = 2 * Budget);
        int junk = 0;
        int logins = 0;
        Dictionary<(int, string?), int> outcomes = [];
        for (int second = 0; second < 600; second++)
        {
            Answer[] answers = await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => world.PostAsync(Junk(world, Interlocked.Increment(ref junk)))));
            foreach (Answer answer in answers)
            {
                outcomes[answer.Outcome] = outcomes.GetValueOrDefault(answer.Outcome) + 1;
                Assert.True(answer.Error != "temporarily_unavailable" || answer.RetryAfterSeconds is > 0 and <= 600);
            }

            if (second % 12 == 0)
            {
                Assert.Equal((200, null), (await world.PostAsync(world.CodeBody(second % 24 == 0 ? "emunova" : "emupixel"))).Outcome);
                logins++;
            }

            world.Clock.ShiftWallClock(TimeSpan.FromSeconds(1));
        }

        // The budget was used to its end, so that the bound was put to the test.
        Assert.Equal((600 * Connections, 50), (junk, logins));
        Assert.Equal(Budget, world.Emulator.Log.Events.Count(static one => one.Status == 401));
        Assert.Equal(Budget, outcomes[(401, "invalid_discord_auth")]);
        Assert.Equal(junk - Budget, outcomes[(503, "temporarily_unavailable")]);
        Assert.False(world.Discord.IsBanned());

        // The next window has a budget of its own.
        Assert.Equal((401, "invalid_discord_auth"), (await world.PostAsync(Junk(world, 0))).Outcome);
    }

    [Fact]
    public async Task Junk_codes_are_answered_by_Discord_and_count_towards_no_ban()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.CodeBudget = 20, static discord => discord.InvalidRequestLimit = 40);
        for (int second = 0; second < 30; second++)
        {
            Answer[] answers = await Task.WhenAll(Enumerable.Range(0, Connections).Select(i => world.PostAsync(Code(world, $"junk-{second}-{i}"))));
            Assert.All(answers, static answer => Assert.Equal((401, "invalid_discord_auth"), answer.Outcome));
            Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
            world.Clock.ShiftWallClock(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((0, false), (world.Discord.InvalidRequestsOf(), world.Discord.IsBanned()));
    }

    [Fact]
    public async Task Good_tokens_use_up_no_budget()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.TokenBudget = 3, static discord => discord.GlobalLimit = 0);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(200, (int)(await world.PostAsync(world.TokenBody())).Status);
        }
    }

    [Theory]
    [InlineData(DiscordBanStyle.Forbidden, false)]
    [InlineData(DiscordBanStyle.Json, false)]
    [InlineData(DiscordBanStyle.TooManyRequests, true)]
    public async Task A_ban_is_told_as_a_delay_costs_no_more_calls_and_ends_by_itself(DiscordBanStyle style, bool saysHowLong)
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        Assert.Equal("Healthy", await world.GetAsync("/health"));
        world.Discord.BanStyle = style;
        TimeSpan ban = TimeSpan.FromMinutes(6);
        world.Discord.Ban(ban);
        Answer first = await world.PostAsync(world.CodeBody());
        Assert.Equal((503, "temporarily_unavailable"), first.Outcome);
        Assert.Equal(saysHowLong ? ban.TotalSeconds : 60, first.RetryAfterSeconds);
        Assert.Equal(first.RetryAfterSeconds.ToString("0"), first.RetryAfter);
        Assert.Equal("Degraded", await world.GetAsync("/health"));

        // All kinds stop, and with them the calls; the delay that is told is what is left.
        int calls = world.Calls();
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(10));
        foreach (JsonObject body in new[] { world.CodeBody(), world.TokenBody(), world.SdkBody() })
        {
            Answer stopped = await world.PostAsync(body);
            Assert.Equal((503, "temporarily_unavailable", first.RetryAfterSeconds - 10), (stopped.Outcome.Status, stopped.Error, stopped.RetryAfterSeconds));
        }

        Assert.Equal(calls, world.Calls());

        // Whoever comes when the delay is over gets in as soon as Discord lets him, with no more than one call for each delay.
        double waited = 10;
        for (int tries = 0; ; tries++)
        {
            Assert.True(tries < 6);
            double wait = (await world.PostAsync(world.TokenBody())) is { Error: not null } told ? told.RetryAfterSeconds : 0;
            if (wait == 0)
            {
                break;
            }

            waited += wait;
            world.Clock.ShiftWallClock(TimeSpan.FromSeconds(wait));
        }

        Assert.True(waited >= ban.TotalSeconds);
        Assert.InRange(world.Calls() - calls, 1, 5);
        Assert.Equal("Healthy", await world.GetAsync("/health"));
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }

    [Fact]
    public async Task While_one_call_tries_a_ban_again_the_others_wait()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        world.Discord.Ban(TimeSpan.FromMinutes(3));
        await world.PostAsync(world.TokenBody());
        int calls = world.Calls();
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(60));
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => world.PostAsync(world.TokenBody())));
        Assert.All(answers, static answer => Assert.Equal((503, "temporarily_unavailable"), answer.Outcome));
        Assert.Equal(calls + 1, world.Calls());
    }

    [Fact]
    public async Task A_rate_limit_of_the_token_endpoint_stops_codes_for_as_long_as_it_says_and_nothing_else()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        world.Emulator.Faults.Add(Fault.DiscordRateLimit("discord.code", TimeSpan.FromSeconds(7)));
        Assert.Equal((503, "temporarily_unavailable", 7), await TripleAsync(world.PostAsync(world.CodeBody())));
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(3));
        int calls = world.Calls();
        Assert.Equal((503, "temporarily_unavailable", 4), await TripleAsync(world.PostAsync(world.CodeBody())));
        Assert.Equal(calls, world.Calls());
        Assert.Equal(200, (int)(await world.PostAsync(world.TokenBody())).Status);
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(4));
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }

    [Fact]
    public async Task A_rate_limit_of_tokens_stops_tokens_and_no_code()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        world.Emulator.Faults.Add(Fault.DiscordRateLimit("discord.authorization", TimeSpan.FromSeconds(9), DiscordRateLimitScope.Global));
        Assert.Equal((503, "temporarily_unavailable", 9), await TripleAsync(world.PostAsync(world.TokenBody())));
        int calls = world.Calls();
        Assert.Equal((503, "temporarily_unavailable", 9), await TripleAsync(world.PostAsync(world.SdkBody())));
        Assert.Equal(calls, world.Calls());
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }

    [Fact]
    public async Task One_who_overdoes_it_with_his_own_code_stops_nobody_else()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        world.Emulator.Faults.Add(Fault.DiscordRateLimit("discord.authorization", TimeSpan.FromSeconds(9)));
        Assert.Equal((503, "temporarily_unavailable", 9), await TripleAsync(world.PostAsync(world.CodeBody())));
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody("emupixel"))).Status);
    }

    [Fact]
    public async Task One_who_overdoes_it_with_his_own_token_is_held_alone()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        string own = world.Discord.IssueAccessToken("emunova");
        world.Emulator.Faults.Add(Fault.DiscordRateLimit("discord.authorization", TimeSpan.FromSeconds(9)));
        Assert.Equal((503, "temporarily_unavailable", 9), await TripleAsync(world.PostAsync(world.TokenBody(own))));
        Assert.Equal(200, (int)(await world.PostAsync(world.TokenBody(world.Discord.IssueAccessToken("emupixel")))).Status);

        // His next tries cost no call, which Discord would count towards a ban.
        int calls = world.Calls();
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(4));
        Assert.Equal((503, "temporarily_unavailable", 5), await TripleAsync(world.PostAsync(world.SdkBody(own))));
        Assert.Equal(calls, world.Calls());
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(5));
        Assert.Equal(200, (int)(await world.PostAsync(world.TokenBody(own))).Status);
    }

    [Fact]
    public async Task A_limit_that_others_share_counts_towards_no_ban_and_uses_up_no_budget()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync(static options => options.TokenBudget = 1);
        for (int i = 0; i < 5; i++)
        {
            world.Emulator.Faults.Add(Fault.DiscordRateLimit("discord.authorization", TimeSpan.FromSeconds(1), DiscordRateLimitScope.Shared));
            Assert.Equal((503, "temporarily_unavailable", 1), await TripleAsync(world.PostAsync(world.TokenBody())));
            world.Clock.ShiftWallClock(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((200, 0), ((int)(await world.PostAsync(world.TokenBody())).Status, world.Discord.InvalidRequestsOf()));
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0.5", 1)]
    [InlineData("Tue, 01 Jan 2030 00:02:00 GMT", 120)]
    [InlineData("Tue, 01 Jan 2019 00:00:00 GMT", 60)]
    [InlineData("-5", 60)]
    [InlineData("soon", 60)]
    [InlineData("99999999999999999999", 86_400)]
    public async Task A_page_with_429_is_a_ban_whatever_its_delay_looks_like(string retryAfter, double seconds)
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "discord.code", Status = 429, ContentType = "text/html", Body = "<html>1015</html>", Headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter } });
        Assert.Equal((503, "temporarily_unavailable", seconds), await TripleAsync(world.PostAsync(world.CodeBody())));
        Assert.Equal((503, "temporarily_unavailable", seconds), await TripleAsync(world.PostAsync(world.TokenBody())));
    }

    [Fact]
    public async Task A_limit_that_says_its_time_in_the_body_alone_is_kept()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        world.Emulator.Faults.Add(new Fault { At = "discord.code", Status = 429, Body = """{"message":"You are being rate limited.","retry_after":7.5,"global":false}""" });
        Assert.Equal((503, "temporarily_unavailable", 7.5), await TripleAsync(world.PostAsync(world.CodeBody())));
        Assert.Equal(200, (int)(await world.PostAsync(world.TokenBody())).Status);
        world.Clock.ShiftWallClock(TimeSpan.FromSeconds(7.5));
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }

    [Fact]
    public async Task While_the_shared_count_can_not_be_asked_nothing_is_sent()
    {
        await using DiscordWorld world = await DiscordWorld.StartAsync();
        (world.Faults.Only, world.Faults.IsDown) = (nameof(ISessionStore.CountAsync), true);
        Assert.Equal((503, "temporarily_unavailable"), (await world.PostAsync(world.CodeBody())).Outcome);
        Assert.Equal((503, "temporarily_unavailable"), (await world.PostAsync(world.TokenBody())).Outcome);
        Assert.Equal(0, world.Calls());
        world.Faults.IsDown = false;
        Assert.Equal(200, (int)(await world.PostAsync(world.CodeBody())).Status);
    }

    private static JsonObject Junk(DiscordWorld world, int number) =>
        number % 2 == 0 ? world.TokenBody($"junk-token-{number}") : world.SdkBody($"junk-token-{number}");

    private static JsonObject Code(DiscordWorld world, string code)
    {
        JsonObject body = world.CodeBody();
        body["code"] = code;
        return body;
    }

    private static async Task<(int Status, string? Error, double Wait)> TripleAsync(Task<Answer> task)
    {
        Answer answer = await task;
        return (answer.Outcome.Status, answer.Error, answer.RetryAfterSeconds);
    }
}
