using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Profile;

public sealed class The_profile_service : EmulatorTest
{
    private const string Mine = "/users/me/profile/settings?settings=Gamertag,Gamerscore";

    protected override void Configure(EmulatorOptions options)
    {
        options.Players.Add(EmulatedPlayer.Default);
        options.Players.Add(new EmulatedPlayer { Gamertag = "Ada Emu", Xuid = "2814600000000010", Gamerscore = 7 });
    }

    [Theory]
    [InlineData("/users/me/profile/settings?settings=Gamertag", "EmuPlayer1")]
    [InlineData("/users/xuid(2814600000000010)/profile/settings?settings=Gamertag", "Ada Emu")]
    [InlineData("/users/gt(ada%20emu)/profile/settings?settings=Gamertag", "Ada Emu")]
    [InlineData("/users/gt%28Ada%20Emu%29/profile/settings?settings=Gamertag", "Ada Emu")]
    public async Task Finds_a_player(string target, string gamertag)
    {
        WireAnswer answer = await Client.GetProfileAsync(target, await AuthorizationAsync());

        Assert.Equal(gamertag, answer.Json["profileUsers"]![0]!["settings"]![0]!["value"]!.GetValue<string>());
    }

    [Fact]
    public async Task Writes_every_value_as_a_text_in_the_order_asked_for()
    {
        WireAnswer answer = await Client.GetProfileAsync(Mine, await AuthorizationAsync(), contract: "3");

        Assert.Equal(
            """[{"id":"2814600000000001","hostId":"2814600000000001","settings":[{"id":"Gamertag","value":"EmuPlayer1"},{"id":"Gamerscore","value":"4242"}],"isSponsoredUser":false}]""",
            answer.Json["profileUsers"]!.ToJsonString());
    }

    [Fact]
    public async Task Answers_for_several_players_at_once()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, Client.Address("profile.xboxlive.com", "/users/batch/profile/settings"));
        request.Headers.TryAddWithoutValidation("Authorization", await AuthorizationAsync());
        request.Headers.Add("x-xbl-contract-version", "2");
        request.Content = new StringContent("""{"userIds":["2814600000000010","2814600000000001"],"settings":["Gamerscore"]}""");

        WireAnswer answer = await Client.SendAsync(request);

        Assert.Equal(2, answer.Json["profileUsers"]!.AsArray().Count);
        Assert.Equal("profile.batch", Emulator.Log.Events[^1].Step);
    }

    [Theory]
    [InlineData("/users/xuid(1)/profile/settings?settings=Gamertag", HttpStatusCode.NotFound)]
    [InlineData("/users/me/profile/settings?settings=ShoeSize", HttpStatusCode.BadRequest)]
    [InlineData("/users/me/friends", HttpStatusCode.NotImplemented)]
    [InlineData("/users/..%2fme/profile/settings", HttpStatusCode.NotFound)]
    public async Task Refuses_what_it_does_not_have(string target, HttpStatusCode status)
    {
        Assert.Equal(status, (await Client.GetProfileAsync(target, await AuthorizationAsync())).Status);
    }

    [Fact]
    public async Task Needs_a_contract_version()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Client.GetProfileAsync(Mine, await AuthorizationAsync(), contract: null)).Status);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer token")]
    [InlineData("XBL3.0 x=1")]
    [InlineData("XBL3.0 x=1;EMULATOR.xsts.made-up")]
    public async Task Turns_strangers_away(string? authorization)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.GetProfileAsync(Mine, authorization)).Status);
    }

    [Fact]
    public async Task Turns_the_wrong_user_hash_away()
    {
        string header = await AuthorizationAsync();

        WireAnswer answer = await Client.GetProfileAsync(Mine, header.Replace("x=", "x=1", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Contains("user hash", Emulator.Log.Events[^1].Note, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_an_expired_token_away()
    {
        string header = await AuthorizationAsync();
        Time.Advance(TimeSpan.FromHours(16) - TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, (await Client.GetProfileAsync(Mine, header)).Status);
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.GetProfileAsync(Mine, header)).Status);
    }

    [Fact]
    public async Task Turns_a_token_for_another_relying_party_away()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];
        WireAnswer xsts = await Client.XstsAsync(XboxFlow.XstsBody((await Client.UserAsync(ticket))["Token"], relyingParty: "https://multiplayer.minecraft.net/"));

        WireAnswer answer = await Client.GetProfileAsync(Mine, xsts.Json.AuthorizationHeader());

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("https://multiplayer.minecraft.net/", Emulator.Log.Events[^1].Audience);
    }

    private async Task<string> AuthorizationAsync()
    {
        JsonNode sisu = (await Client.SisuSignInAsync()).Json;
        return sisu["AuthorizationToken"]!.AuthorizationHeader();
    }
}
