using System.Globalization;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class Discord_rate_limits : DiscordTest
{
    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        discord.BucketLimit = 3;
        discord.BucketWindow = TimeSpan.FromMilliseconds(2500);
        discord.GlobalLimit = 5;
    }

    [Fact]
    public async Task Are_told_with_every_answer()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");

        WireAnswer first = await Client.DiscordMeAsync(token);
        Time.Advance(TimeSpan.FromMilliseconds(1250));
        WireAnswer second = await Client.DiscordMeAsync(token);

        Assert.Equal(("3", "2", "2.5"), (first.Header("X-RateLimit-Limit"), first.Header("X-RateLimit-Remaining"), first.Header("X-RateLimit-Reset-After")));
        Assert.Equal(("1", "1.25"), (second.Header("X-RateLimit-Remaining"), second.Header("X-RateLimit-Reset-After")));
        Assert.Equal(
            (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds + 1.25,
            double.Parse(second.Header("X-RateLimit-Reset")!, CultureInfo.InvariantCulture));
        Assert.Equal(first.Header("X-RateLimit-Bucket"), second.Header("X-RateLimit-Bucket"));
        Assert.Null(first.Header("X-RateLimit-Scope"));
    }

    [Fact]
    public async Task Of_a_route_are_429_with_the_time_to_wait_as_a_float()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        for (int call = 0; call < 3; call++) { await Client.DiscordMeAsync(token); }
        Time.Advance(TimeSpan.FromMilliseconds(1100));

        WireAnswer refused = await Client.DiscordMeAsync(token);

        Assert.Equal("""{"message":"You are being rate limited.","retry_after":1.4,"global":false}""", refused.Text);
        Assert.Equal((429, "2", "user", null, "0"), ((int)refused.Status, refused.Header("Retry-After"), refused.Header("X-RateLimit-Scope"), refused.Header("X-RateLimit-Global"), refused.Header("X-RateLimit-Remaining")));
        Assert.Equal(1, Emulator.Discord.InvalidRequestsOf());
        Time.Advance(TimeSpan.FromMilliseconds(1400));
        Assert.Equal(200, (int)(await Client.DiscordMeAsync(token)).Status);
    }

    [Fact]
    public async Task Of_a_route_are_each_caller_s_own_and_the_same_under_every_prefix()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        for (int call = 0; call < 3; call++) { await Client.DiscordMeAsync(token); }

        Assert.Equal(200, (int)(await Client.DiscordMeAsync(Emulator.Discord.IssueAccessToken("emupixel"))).Status);
        Assert.Equal(200, (int)(await Client.DiscordGetAsync("/api/users/@me", "Bearer " + token)).Status);
        Assert.Equal(429, (int)(await Client.DiscordGetAsync("/api/v10/oauth2/@me", "Bearer " + token)).Status);
    }

    [Fact]
    public async Task Over_all_routes_are_per_second_and_say_so()
    {
        string bearer = "Bearer " + Emulator.Discord.IssueAccessToken("emunova");
        for (int call = 0; call < 5; call++) { await Client.DiscordGetAsync(call % 2 == 0 ? "/api/users/@me" : "/api/oauth2/@me", bearer); }
        Time.Advance(TimeSpan.FromMilliseconds(250));

        WireAnswer refused = await Client.DiscordGetAsync("/api/users/@me", bearer);

        Assert.Equal("""{"message":"You are being rate limited.","retry_after":0.75,"global":true}""", refused.Text);
        Assert.Equal(("1", "global", "true", null), (refused.Header("Retry-After"), refused.Header("X-RateLimit-Scope"), refused.Header("X-RateLimit-Global"), refused.Header("X-RateLimit-Bucket")));
        Time.Advance(TimeSpan.FromMilliseconds(750));
        Assert.Equal(200, (int)(await Client.DiscordGetAsync("/api/oauth2/@me", bearer)).Status);
    }

    [Fact]
    public async Task Without_authorization_are_the_address_s()
    {
        for (int call = 0; call < 3; call++) { Assert.Equal(400, (int)(await Client.DiscordCodeAsync("nobody")).Status); }

        Assert.Equal(429, (int)(await Client.DiscordCodeAsync("nobody")).Status);
        Assert.Equal(400, (int)(await Client.DiscordFormAsync("/api/oauth2/token", DiscordFlow.Basic(), ("grant_type", "authorization_code"), ("code", "nobody"))).Status);
    }

    /// <summary>Each junk token is a caller of its own, so callers are forgotten; but not those whose window still runs.</summary>
    [Fact]
    public async Task Hold_however_many_callers_come_in_between()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        for (int call = 0; call < 3; call++) { await Client.DiscordMeAsync(token); }
        for (int call = 0; call < 2100; call++) { Assert.Equal(401, (int)(await Client.DiscordMeAsync("junk" + call)).Status); }

        Assert.Equal(429, (int)(await Client.DiscordMeAsync(token)).Status);
    }

    [Fact]
    public async Task Are_forgotten_when_a_test_says_so()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        for (int call = 0; call < 4; call++) { await Client.DiscordMeAsync(token); }

        Emulator.Discord.ClearLimits();

        Assert.Equal((200, 0), ((int)(await Client.DiscordMeAsync(token)).Status, Emulator.Discord.InvalidRequestsOf()));
    }
}

public sealed class Discord_rate_limits_of_the_defaults : DiscordTest
{
    [Fact]
    public async Task Let_fifty_a_second_through()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        for (int call = 0; call < 50; call++) { Assert.Equal(200, (int)(await Client.DiscordMeAsync(token)).Status); }

        WireAnswer next = await Client.DiscordMeAsync(token);

        Assert.Equal((429, "global"), ((int)next.Status, next.Header("X-RateLimit-Scope")));
    }
}
