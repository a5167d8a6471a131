using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Server.Discord.Tests.World;

namespace GameAuth.Server.Discord.Tests;

/// <summary>What is not confirmed: by the server itself before any call, or by Discord.</summary>
public sealed class RefusalTests(RefusalTests.Fixture fixture) : IClassFixture<RefusalTests.Fixture>
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private DiscordWorld World => fixture.World;

    [Theory]
    [InlineData(-61, false)]
    [InlineData(-60, true)]
    [InlineData(0, true)]
    [InlineData(604_800 + 60, true)]
    [InlineData(604_800 + 61, false)]
    public async Task An_end_that_can_not_be_right_is_refused_before_any_call(int seconds, bool isAsked)
    {
        DateTimeOffset expires = World.Clock.GetUtcNow().AddSeconds(seconds);
        foreach (JsonObject body in new[] { World.TokenBody(expires: expires), World.SdkBody(expires: expires) })
        {
            int calls = World.Calls();
            int status = (int)(await World.PostAsync(body)).Status;
            Assert.Equal(isAsked ? calls + 1 : calls, World.Calls());
            Assert.Equal(Math.Abs(expires.Ticks - (World.Clock.GetUtcNow() + Week).Ticks) <= 60 * TimeSpan.TicksPerSecond ? 200 : 401, status);
        }
    }

    [Fact]
    public async Task Another_application_or_no_identify_is_refused_before_any_call()
    {
        int calls = World.Calls();
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.TokenBody(application: DiscordWorld.Other))).Outcome);
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.TokenBody(scope: "guilds email"))).Outcome);
        JsonObject other = World.SdkBody();
        other["sdk_auth"]!["application"]!["id"] = DiscordWorld.Other;
        JsonObject scopes = World.SdkBody();
        scopes["sdk_auth"]!["scopes"] = new JsonArray("guilds", -1);
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(other)).Outcome);
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(scopes)).Outcome);
        Assert.Equal(calls, World.Calls());
    }

    [Fact]
    public async Task A_redirect_that_nobody_told_the_server_of_is_refused_before_any_call()
    {
        int calls = World.Calls();
        foreach (string redirect in (string[])["http://127.0.0.1:53700/discord/", "http://127.0.0.1:53700/Discord", "https://evil.example/", ""])
        {
            JsonObject body = World.CodeBody();
            body["redirect_uri"] = redirect;
            Assert.Equal((400, "invalid_request"), (await World.PostAsync(body)).Outcome);
        }

        Assert.Equal(calls, World.Calls());
    }

    [Fact]
    public async Task A_nonce_that_was_used_is_refused_before_any_call()
    {
        JsonObject first = World.CodeBody();
        Assert.Equal(200, (int)(await World.PostAsync(first)).Status);
        int calls = World.Calls();
        JsonObject second = World.CodeBody();
        second["client_nonce"] = first["client_nonce"]!.GetValue<string>();
        Assert.Equal((409, "nonce_reused"), (await World.PostAsync(second)).Outcome);
        Assert.Equal(calls, World.Calls());
    }

    [Fact]
    public async Task A_token_of_another_application_is_nobodys_though_it_is_good()
    {
        string foreign = World.Discord.IssueAccessToken("emunova", applicationId: DiscordWorld.Other);
        int calls = World.Calls();
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.TokenBody(foreign))).Outcome);
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.SdkBody(foreign))).Outcome);
        Assert.Equal(calls + 1, World.Calls());
    }

    [Theory]
    [InlineData(-61, 401)]
    [InlineData(-60, 200)]
    [InlineData(60, 200)]
    public async Task An_end_that_is_not_Discords_is_refused(int seconds, int status)
    {
        DateTimeOffset expires = World.Clock.GetUtcNow() + Week + TimeSpan.FromSeconds(seconds);
        Answer text = await World.PostAsync(World.TokenBody(World.NewToken(), expires));
        Answer sdk = await World.PostAsync(World.SdkBody(World.NewToken(), expires));
        Assert.Equal((status, status), ((int)text.Status, (int)sdk.Status));
        Assert.Equal(status == 200 ? null : "invalid_discord_auth", text.Error);
    }

    [Fact]
    public async Task Wrong_words_about_a_good_token_are_not_held_against_the_token()
    {
        string token = World.NewToken();
        Assert.Equal(401, (int)(await World.PostAsync(World.TokenBody(token, World.Clock.GetUtcNow()))).Status);
        Assert.Equal(401, (int)(await World.PostAsync(World.SdkBody(token, user: World.Discord.IdOf("emupixel")))).Status);
        Assert.Equal(200, (int)(await World.PostAsync(World.TokenBody(token))).Status);
    }

    [Fact]
    public async Task A_token_without_identify_is_nobodys_whatever_the_client_says()
    {
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.TokenBody(World.Discord.IssueAccessToken("emunova", "guilds")))).Outcome);
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.CodeBody(scope: "guilds"))).Outcome);
    }

    [Theory]
    [InlineData(DiscordWorld.Application, "guilds", 1, 401)]
    [InlineData(DiscordWorld.Application, "identify", -61, 401)]
    [InlineData(DiscordWorld.Other, "identify", 1, 401)]
    [InlineData(DiscordWorld.Application, "identify", 1, 200)]
    public async Task What_Discord_itself_says_of_a_codes_token_has_to_be_right_in_each_part(string application, string scope, int seconds, int status)
    {
        string expires = World.Clock.GetUtcNow().AddSeconds(seconds).ToString("o", System.Globalization.CultureInfo.InvariantCulture);
        string body = $$$"""{"application":{"id":"{{{application}}}"},"scopes":["{{{scope}}}"],"expires":"{{{expires}}}","user":{"id":"100000000000000001"}}""";
        World.Emulator.Faults.Add(new Fault { At = "discord.authorization", Status = 200, Body = body });
        Assert.Equal(status, (int)(await World.PostAsync(World.CodeBody())).Status);
    }

    [Fact]
    public async Task The_SDKs_answer_with_another_players_id_is_refused() =>
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.SdkBody(World.NewToken(), user: World.Discord.IdOf("emupixel")))).Outcome);

    [Fact]
    public async Task A_code_works_once_for_its_verifier_and_for_100_seconds()
    {
        JsonObject used = World.CodeBody();
        Assert.Equal(200, (int)(await World.PostAsync(used)).Status);
        JsonObject again = World.CodeBody();
        again["code"] = used["code"]!.GetValue<string>();
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(again)).Outcome);
        JsonObject other = World.CodeBody();
        other["code_verifier"] = new string('a', 43);
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(other)).Outcome);
        JsonObject late = World.CodeBody();
        World.Clock.ShiftWallClock(TimeSpan.FromSeconds(101));
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(late)).Outcome);
    }

    [Fact]
    public async Task A_token_that_Discord_does_not_know_costs_one_call_a_minute()
    {
        JsonObject Body() => World.TokenBody("unknown-token-of-somebody");
        int calls = World.Calls();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(Body())).Outcome);
        }

        Assert.Equal(calls + 1, World.Calls());
        World.Clock.ShiftWallClock(TimeSpan.FromSeconds(61));
        Assert.Equal(401, (int)(await World.PostAsync(Body())).Status);
        Assert.Equal(calls + 2, World.Calls());
    }

    [Fact]
    public async Task A_token_that_has_ended_or_was_revoked_is_refused()
    {
        DateTimeOffset expires = World.Clock.GetUtcNow() + Week;
        string token = World.NewToken();
        World.Discord.ExpireNow(DiscordTokenKind.Access);
        Assert.Equal((401, "invalid_discord_auth"), (await World.PostAsync(World.TokenBody(token, expires))).Outcome);
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public DiscordWorld World { get; private set; } = null!;

        public async Task InitializeAsync() => World = await DiscordWorld.StartAsync(
            static options => options.RedirectUris.Add("https://game.example.test/back"), static discord => (discord.RepeatAccessTokens, discord.GlobalLimit) = (false, 0), mapsWebhook: true);

        public Task DisposeAsync() => World.DisposeAsync().AsTask();
    }
}
