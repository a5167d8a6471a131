using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_access_token : DiscordTest
{
    [Fact]
    public async Task Says_for_whom_it_was_made_of_whom_and_until_when()
    {
        string token = (await SignInAsync(scope: "identify guilds"))["access_token"];

        JsonNode me = (await Client.DiscordMeAsync(token)).Json;

        Assert.Equal(["application", "scopes", "expires", "user"], me.AsObject().Select(member => member.Key));
        Assert.Equal(DiscordFlow.Application, me["application"]!["id"]!.GetValue<string>());
        Assert.Equal(Emulator.Discord.PublicKeyOf(), me["application"]!["verify_key"]!.GetValue<string>());
        Assert.Equal(["identify", "guilds"], me["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()));
        Assert.Equal("2026-01-09T03:04:05.000000+00:00", me["expires"]!.GetValue<string>());
        Assert.Equal(
            """{"id":"@","username":"emunova","avatar":"00000000000000000000000000000e01","discriminator":"0","public_flags":64,"global_name":"Emu Nova"}""".Replace("@", Emulator.Discord.IdOf("emunova"), StringComparison.Ordinal),
            me["user"]!.ToJsonString());
    }

    [Fact]
    public async Task Without_identify_says_nothing_of_the_user()
    {
        string token = (await SignInAsync(scope: "guilds"))["access_token"];

        JsonNode me = (await Client.DiscordMeAsync(token)).Json;

        Assert.False(me.AsObject().ContainsKey("user"));
        Assert.Equal((401, "Unauthorized. Provide a valid token and try again", 40001), (await Client.DiscordGetAsync("/api/users/@me", "Bearer " + token)).DiscordError());
    }

    [Theory]
    [InlineData("identify", 0, false)]
    [InlineData("identify identify.premium email", 2, true)]
    public async Task Reads_the_user_without_a_word_for_which_application(string scope, int premiumType, bool hasEmail)
    {
        string token = (await SignInAsync(scope: scope))["access_token"];

        JsonObject user = (await Client.DiscordGetAsync("/api/v10/users/@me", "Bearer " + token)).Json.AsObject();

        Assert.Equal((Emulator.Discord.IdOf("emunova"), premiumType), (user["id"]!.GetValue<string>(), user["premium_type"]!.GetValue<int>()));
        Assert.Equal(hasEmail ? "emunova@example.test" : null, user["email"]?.GetValue<string>());
        Assert.DoesNotContain(DiscordFlow.Application, user.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comes_again_while_it_lives()
    {
        string first = (await SignInAsync())["access_token"];
        Time.Advance(TimeSpan.FromDays(2));

        WireAnswer second = await SignInAsync();
        string ofAnotherScope = (await SignInAsync(scope: "identify email"))["access_token"];
        string ofAnotherUser = (await SignInAsync("emupixel"))["access_token"];
        Time.Advance(TimeSpan.FromDays(5));
        string afterItsEnd = (await SignInAsync())["access_token"];

        Assert.Equal((first, 432_000), (second["access_token"], second.Json["expires_in"]!.GetValue<int>()));
        Assert.Equal(4, new[] { first, ofAnotherScope, ofAnotherUser, afterItsEnd }.Distinct().Count());
    }

    [Fact]
    public async Task That_was_forgotten_does_not_come_again()
    {
        string first = (await SignInAsync())["access_token"];
        Assert.Equal(1, Emulator.Discord.ForgetNow(DiscordTokenKind.Access));

        string second = (await SignInAsync())["access_token"];

        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(second)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.DiscordMeAsync(first)).Status);
    }

    [Theory]
    [InlineData("expired")]
    [InlineData("expired now")]
    [InlineData("refresh")]
    [InlineData("unknown")]
    [InlineData("absent")]
    [InlineData("bot")]
    public async Task That_is_no_good_is_unauthorized_and_counted(string what)
    {
        WireAnswer tokens = await SignInAsync();
        if (what == "expired") { Time.Advance(TimeSpan.FromDays(7)); }
        if (what == "expired now") { Assert.Equal(1, Emulator.Discord.ExpireNow(DiscordTokenKind.Access)); }
        string? authorization = what switch
        {
            "refresh" => "Bearer " + tokens["refresh_token"],
            "unknown" => "Bearer nobody",
            "absent" => null,
            "bot" => "Bot " + DiscordFlow.BotToken,
            _ => "Bearer " + tokens["access_token"],
        };

        foreach (string path in new[] { "/api/oauth2/@me", "/api/users/@me" }) { Assert.Equal("""{"message":"401: Unauthorized","code":0}""", (await Client.DiscordGetAsync(path, authorization)).Text); }

        Assert.Equal(2, Emulator.Discord.InvalidRequestsOf());
    }

    [Fact]
    public async Task May_be_given_without_a_request_for_any_application()
    {
        string token = Emulator.Discord.IssueAccessToken("emupixel", "identify rpc");

        Assert.Equal("identify rpc", string.Join(' ', (await Client.DiscordMeAsync(token)).Json["scopes"]!.AsArray()));
        Assert.Contains("'930000000000000009'", Assert.Throws<EmulatorException>(() => Emulator.Discord.IssueAccessToken("emupixel", applicationId: "930000000000000009")).Message, StringComparison.Ordinal);
    }
}

public sealed class A_discord_access_token_that_is_always_new : DiscordTest
{
    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        discord.RepeatAccessTokens = false;
        discord.InvalidTokenCode = 50025;
    }

    [Fact]
    public async Task Differs_from_the_one_before() => Assert.NotEqual((await SignInAsync())["access_token"], (await SignInAsync())["access_token"]);

    [Fact]
    public async Task May_be_refused_under_another_code() => Assert.Equal((401, "Invalid OAuth2 access token provided", 50025), (await Client.DiscordMeAsync("nobody")).DiscordError());
}
