using System.Net;
using System.Net.Sockets;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_ban : DiscordTest
{
    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        discord.InvalidRequestLimit = 4;
        discord.BanDuration = TimeSpan.FromMinutes(20);
    }

    [Fact]
    public async Task Is_for_who_got_too_many_refusals_and_ends()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        await RefusedAsync(3);
        Assert.Equal(200, (int)(await Client.DiscordMeAsync(token)).Status);

        await RefusedAsync(1);
        WireAnswer banned = await Client.DiscordMeAsync(token);
        WireAnswer alsoACode = await SignInAsync();

        Assert.True(Emulator.Discord.IsBanned());
        Assert.Equal((403, 403, "text/html"), ((int)banned.Status, (int)alsoACode.Status, banned.Message.Content.Headers.ContentType!.MediaType));
        Assert.Equal("the address is banned", LastNote);
        Time.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(200, (int)(await Client.DiscordMeAsync(token)).Status);
        Assert.Equal(0, Emulator.Discord.InvalidRequestsOf());
    }

    [Fact]
    public async Task Is_not_longer_for_who_asks_on()
    {
        await RefusedAsync(4);
        Time.Advance(TimeSpan.FromMinutes(19));
        for (int call = 0; call < 10; call++) { await Client.DiscordMeAsync("nobody"); }
        Time.Advance(TimeSpan.FromMinutes(1));

        Assert.False(Emulator.Discord.IsBanned());
    }

    [Fact]
    public async Task Looks_back_ten_minutes()
    {
        await RefusedAsync(3);
        Time.Advance(TimeSpan.FromMinutes(10));

        await RefusedAsync(3);

        Assert.Equal((false, 3), (Emulator.Discord.IsBanned(), Emulator.Discord.InvalidRequestsOf()));
        await RefusedAsync(1);
        Assert.True(Emulator.Discord.IsBanned());
    }

    [Fact]
    public async Task Does_not_come_of_bad_codes()
    {
        for (int call = 0; call < 10; call++) { Assert.Equal(400, (int)(await Client.DiscordCodeAsync("nobody")).Status); }

        Assert.Equal((false, 0), (Emulator.Discord.IsBanned(), Emulator.Discord.InvalidRequestsOf()));
    }

    [Theory]
    [InlineData(DiscordRateLimitScope.User, true)]
    [InlineData(DiscordRateLimitScope.Global, true)]
    [InlineData(DiscordRateLimitScope.Shared, false)]
    public async Task Comes_of_rate_limits_but_not_of_shared_ones(DiscordRateLimitScope scope, bool isBanned)
    {
        Emulator.Faults.Add(Fault.DiscordRateLimit("discord", TimeSpan.FromSeconds(1), scope, times: 4));
        for (int call = 0; call < 4; call++) { Assert.Equal(429, (int)(await Client.DiscordMeAsync("nobody")).Status); }

        Assert.Equal(isBanned, Emulator.Discord.IsBanned());
    }

    [Fact]
    public async Task Comes_of_refusals_that_a_fault_made()
    {
        string token = Emulator.Discord.IssueAccessToken("emunova");
        Emulator.Faults.Add(new Fault { At = "discord.authorization", Status = 401, Times = 4 });
        for (int call = 0; call < 4; call++) { Assert.Equal("""{"message":"401: Unauthorized","code":0}""", (await Client.DiscordMeAsync(token)).Text); }

        Assert.Equal(403, (int)(await Client.DiscordMeAsync(token)).Status);
    }

    [Theory]
    [InlineData(DiscordBanStyle.Forbidden, 403, "text/html", null)]
    [InlineData(DiscordBanStyle.TooManyRequests, 429, "text/html", "90")]
    [InlineData(DiscordBanStyle.Json, 403, "application/json", null)]
    public async Task Comes_in_three_forms(DiscordBanStyle style, int status, string type, string? retryAfter)
    {
        Emulator.Discord.BanStyle = style;
        Emulator.Discord.Ban(TimeSpan.FromSeconds(90));

        WireAnswer banned = await Client.DiscordMeAsync("nobody");

        Assert.Equal((status, type, retryAfter), ((int)banned.Status, banned.Message.Content.Headers.ContentType!.MediaType, banned.Header("Retry-After")));
        if (style is DiscordBanStyle.Json) { Assert.Equal(40333, banned.Json["code"]!.GetValue<int>()); }
        Assert.Null(banned.Header("X-RateLimit-Limit"));
        Emulator.Discord.ClearLimits();
        Assert.Equal(401, (int)(await Client.DiscordMeAsync("nobody")).Status);
    }

    [Fact]
    public async Task Is_one_address_s()
    {
        if (OperatingSystem.IsMacOS()) { return; } // There, 127.0.0.2 is nobody's address.
        await RefusedAsync(4);
        using HttpClient other = new(new SocketsHttpHandler { ConnectCallback = FromOtherAddressAsync });
        other.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", DiscordFlow.Agent);

        using HttpResponseMessage answer = await other.GetAsync(Client.Address(DiscordFlow.DiscordHost, "/api/oauth2/@me"));

        Assert.Equal((HttpStatusCode.Unauthorized, 1), (answer.StatusCode, Emulator.Discord.InvalidRequestsOf("127.0.0.2")));
        Assert.Equal((true, false), (Emulator.Discord.IsBanned(), Emulator.Discord.IsBanned("127.0.0.2")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Mozilla/5.0")]
    [InlineData("DiscordBot")]
    [InlineData("DiscordBot (https://example.test)")]
    [InlineData("DiscordBot (, 1.0)")]
    [InlineData("discordbot (https://example.test, 1.0)")]
    public async Task Of_a_request_is_for_who_does_not_say_who_it_is(string? agent)
    {
        string bearer = "Bearer " + Emulator.Discord.IssueAccessToken("emunova");

        WireAnswer blocked = await Client.DiscordAsync(HttpMethod.Get, "/api/oauth2/@me", bearer, agent: agent);

        Assert.Equal((403, 1), ((int)blocked.Status, Emulator.Discord.InvalidRequestsOf()));
        Assert.Equal(200, (int)(await Client.DiscordAsync(HttpMethod.Get, "/api/oauth2/@me", bearer, agent: "DiscordBot (https://example.test, 1.0) more/2")).Status);
    }

    private static async ValueTask<Stream> FromOtherAddressAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task RefusedAsync(int times)
    {
        for (int call = 0; call < times; call++) { Assert.Equal(401, (int)(await Client.DiscordMeAsync("nobody")).Status); }
    }
}

public sealed class A_discord_ban_by_default : DiscordTest
{
    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord) => discord.RequireUserAgent = false;

    [Fact]
    public async Task Is_after_ten_thousand()
    {
        for (int call = 0; call < 10_000; call++)
        {
            if (call % 500 == 0) { Time.Advance(TimeSpan.FromSeconds(1)); }
            Assert.Equal(401, (int)(await Client.DiscordAsync(HttpMethod.Get, "/api/oauth2/@me", $"Bearer {call}", agent: null)).Status);
        }

        Assert.Equal(403, (int)(await Client.DiscordAsync(HttpMethod.Get, "/api/oauth2/@me", agent: null)).Status);
    }
}
