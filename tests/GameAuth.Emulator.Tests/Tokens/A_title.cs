using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class A_title : EmulatorTest
{
    [Fact]
    public async Task Is_known_by_its_client_id()
    {
        WireAnswer answer = await TitleAsync("0000000048183522", WireClient.Scope, "t=");

        Assert.Equal("1739947436", answer.Json["DisplayClaims"]!["xti"]!["tid"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("00000000402b5328", WireClient.Scope, "t=")]
    [InlineData("11111111-2222-4333-8444-555555555555", "XboxLive.signin", "d=")]
    public async Task May_be_turned_away_with_an_empty_object(string clientId, string scope, string prefix)
    {
        WireAnswer answer = await TitleAsync(clientId, scope, prefix);

        Assert.Equal((HttpStatusCode.Forbidden, "{}"), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Is_turned_away_when_the_script_says_so()
    {
        Emulator.Xbox.SisuOnlyClientIds.Add("SISU-only-client");

        WireAnswer answer = await TitleAsync("sisu-only-client", WireClient.Scope, "t=");

        Assert.Equal((HttpStatusCode.Forbidden, "{}"), (answer.Status, answer.Text));
        Assert.Empty(Emulator.Log.Of("title.authenticate").Single().Issued);
    }

    [Fact]
    public async Task Must_be_the_one_whose_access_token_sisu_gets()
    {
        string access = (await Client.SignInAsync("another-client"))["access_token"];

        WireAnswer answer = await Client.SisuAsync(access, (await Client.DeviceAsync())["Token"]);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
    }

    [Theory]
    [InlineData(WireClient.ClientId, WireClient.Scope, "d=")]
    [InlineData(WireClient.ClientId, WireClient.Scope, "")]
    [InlineData("11111111-2222-4333-8444-555555555555", "XboxLive.signin", "t=")]
    public async Task Sends_its_ticket_with_its_own_prefix(string clientId, string scope, string prefix)
    {
        string access = (await Client.SignInAsync(clientId, scope))["access_token"];

        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.UserAsync(prefix + access)).Status);
    }

    private async Task<WireAnswer> TitleAsync(string clientId, string scope, string prefix)
    {
        string access = (await Client.SignInAsync(clientId, scope))["access_token"];
        return await Client.TitleAsync(prefix + access, (await Client.DeviceAsync())["Token"]);
    }
}
