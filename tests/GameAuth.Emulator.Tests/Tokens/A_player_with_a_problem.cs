using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class A_player_with_a_problem : EmulatorTest
{
    protected override void Configure(EmulatorOptions options) =>
        options.Players.Add(new EmulatedPlayer { Gamertag = "NoProfile", Xuid = "2814600000000013", XErr = 2148916233 });

    [Fact]
    public async Task Gets_the_code_and_the_page_that_mends_it_from_xsts()
    {
        string ticket = "t=" + (await Client.SignInAsync())["access_token"];

        WireAnswer answer = await Client.XstsAsync(XboxFlow.XstsBody((await Client.UserAsync(ticket))["Token"]));

        Assert.Equal("""{"Identity":"0","XErr":2148916233,"Message":"","Redirect":"https://start.ui.xboxlive.com/CreateAccount"}""", answer.Text);
    }

    [Fact]
    public async Task Gets_the_code_in_a_header_and_a_page_in_the_body_from_sisu()
    {
        WireAnswer answer = await Client.SisuSignInAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal("2148916233", answer.Header("X-Err"));
        Assert.NotNull(answer.Header("X-SessionId"));
        Assert.NotNull(answer.Json["WebPage"]);
        Assert.Empty(Emulator.Log.Of("sisu.authorize").Single().Issued);
    }
}
