using System.Net;
using System.Text;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Discord;

public sealed class A_discord_revocation : DiscordTest
{
    private const string Other = "930000000000000002";

    protected override void Configure(EmulatorOptions options, DiscordEmulatorOptions discord)
    {
        discord.Applications.Add(EmulatedDiscordApplication.Default);
        discord.Applications.Add(new EmulatedDiscordApplication { Id = Other, BotToken = "synthetic-other-bot" });
    }

    [Theory]
    [InlineData("access_token", null)]
    [InlineData("access_token", "refresh_token")]
    [InlineData("refresh_token", "access_token")]
    public async Task Of_either_token_ends_every_token_of_the_authorization(string which, string? hint)
    {
        WireAnswer first = await SignInAsync();
        WireAnswer wider = await SignInAsync(scope: "identify email");
        string others = (await SignInAsync("emupixel"))["access_token"];
        string elsewhere = Emulator.Discord.IssueAccessToken("emunova", applicationId: Other);

        WireAnswer answer = await RevokeAsync(first[which], hint);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        foreach (string token in new[] { first["access_token"], wider["access_token"] }) { Assert.Equal(HttpStatusCode.Unauthorized, (await Client.DiscordMeAsync(token)).Status); }
        foreach (string token in new[] { first["refresh_token"], wider["refresh_token"] }) { Assert.Equal("invalid_grant", (await Client.DiscordRefreshAsync(token))["error"]); }
        foreach (string token in new[] { others, elsewhere }) { Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(token)).Status); }
    }

    [Fact]
    public async Task Leaves_the_user_free_to_come_back()
    {
        string before = (await SignInAsync())["access_token"];
        await RevokeAsync(before);

        string after = (await SignInAsync())["access_token"];

        Assert.NotEqual(before, after);
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(after)).Status);
    }

    [Fact]
    public async Task Of_a_token_that_nobody_knows_is_no_error() => Assert.Equal(HttpStatusCode.OK, (await RevokeAsync("nobody")).Status);

    [Fact]
    public async Task Is_for_the_token_s_own_application()
    {
        string token = (await SignInAsync())["access_token"];

        WireAnswer byOther = await Client.DiscordFormAsync("/api/oauth2/token/revoke", DiscordFlow.Basic(Other), ("token", token));
        WireAnswer byNobody = await Client.DiscordFormAsync("/api/oauth2/token/revoke", DiscordFlow.Basic(secret: "wrong"), ("token", token));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.Unauthorized), (byOther.Status, byNobody.Status));
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(token)).Status);
    }

    [Fact]
    public async Task Comes_in_a_form_with_a_token()
    {
        string token = (await SignInAsync())["access_token"];
        StringContent json = new($$"""{"token":"{{token}}"}""", Encoding.UTF8, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, (await Client.DiscordAsync(HttpMethod.Post, "/api/oauth2/token/revoke", DiscordFlow.Basic(), json)).Status);
        Assert.Equal("invalid_request", (await Client.DiscordFormAsync("/api/oauth2/token/revoke", DiscordFlow.Basic()))["error"]);
        Assert.Equal(HttpStatusCode.OK, (await Client.DiscordMeAsync(token)).Status);
    }

    [Fact]
    public async Task By_the_user_says_invalid_grant_to_the_application()
    {
        WireAnswer tokens = await SignInAsync();

        Assert.True(Emulator.Discord.Deauthorize("EMUNOVA"));
        Assert.False(Emulator.Discord.Deauthorize("emunova"));

        Assert.Equal("invalid_grant", (await Client.DiscordRefreshAsync(tokens["refresh_token"]))["error"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.DiscordMeAsync(tokens["access_token"])).Status);
    }

    private Task<WireAnswer> RevokeAsync(string token, string? hint = null) =>
        Client.DiscordFormAsync("/api/v10/oauth2/token/revoke", DiscordFlow.Basic(), ("token", token), ("token_type_hint", hint));
}
