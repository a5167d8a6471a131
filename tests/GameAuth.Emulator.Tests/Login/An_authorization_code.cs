using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Login;

public sealed class An_authorization_code : EmulatorTest
{
    [Fact]
    public async Task Is_redeemed_for_tokens_that_refresh()
    {
        WireAnswer tokens = await Client.RedeemAsync(await CodeAsync());

        Assert.Equal((HttpStatusCode.OK, WireClient.Scope), (tokens.Status, tokens["scope"]));
        Assert.Equal(86400, tokens.Json["expires_in"]!.GetValue<long>());
        Assert.Equal(HttpStatusCode.OK, (await Client.RefreshAsync(tokens["refresh_token"])).Status);
        Assert.Equal("msa_code", Emulator.Log.Of("login.code").Single().Spent.Single().Kind);
    }

    [Theory]
    [InlineData("code_verifier", "another-verifier-of-forty-three-characters-0001", "invalid_grant")]
    [InlineData("code_verifier", "short", "invalid_grant")]
    [InlineData("code_verifier", null, "invalid_grant")]
    [InlineData("client_id", "another-client", "invalid_grant")]
    [InlineData("redirect_uri", "http://127.0.0.1:54321/signed-in/", "invalid_grant")]
    [InlineData("redirect_uri", null, "invalid_request")]
    [InlineData("code", "M.EMULATOR_BL2.2.U.unknown", "invalid_grant")]
    [InlineData("scope", "XboxLive.signin", "invalid_scope")]
    public async Task Is_refused_and_stays_good_when_the_request_is_wrong(string name, string? value, string error)
    {
        string code = await CodeAsync();

        WireAnswer refused = await Client.RedeemAsync(code, (name, value));

        Assert.Equal((HttpStatusCode.BadRequest, error), (refused.Status, refused["error"]));
        Assert.Equal(HttpStatusCode.OK, (await Client.RedeemAsync(code)).Status);
    }

    [Fact]
    public async Task Whose_challenge_is_the_verifier_itself_proves_nothing()
    {
        WireAnswer answer = await Client.AuthorizeAsync(others: ("code_challenge", BrowserFlow.Verifier[..43]));

        WireAnswer refused = await Client.RedeemAsync(answer.Carried("code")!, ("code_verifier", BrowserFlow.Verifier[..43]));

        Assert.Equal("invalid_grant", refused["error"]);
    }

    [Fact]
    public async Task May_be_without_a_challenge_and_then_takes_no_verifier()
    {
        WireAnswer answer = await Client.AuthorizeAsync(others: [("code_challenge", null), ("code_challenge_method", null)]);
        string code = answer.Carried("code")!;

        Assert.Equal("invalid_grant", (await Client.RedeemAsync(code))["error"]);
        Assert.Equal(HttpStatusCode.OK, (await Client.RedeemAsync(code, ("code_verifier", null))).Status);
    }

    [Fact]
    public async Task That_comes_twice_ends_the_sign_in()
    {
        string code = await CodeAsync();
        string refresh = (await Client.RedeemAsync(code))["refresh_token"];

        Assert.Equal("invalid_grant", (await Client.RedeemAsync(code))["error"]);
        Assert.Equal("invalid_grant", (await Client.RefreshAsync(refresh))["error"]);
    }

    [Theory]
    [InlineData(599, HttpStatusCode.OK)]
    [InlineData(600, HttpStatusCode.BadRequest)]
    public async Task Lives_ten_minutes(int seconds, HttpStatusCode expected)
    {
        string code = await CodeAsync();
        Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(expected, (await Client.RedeemAsync(code)).Status);
    }

    private async Task<string> CodeAsync() => (await Client.AuthorizeAsync()).Carried("code")!;
}
