using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Pd2;

public sealed class An_oauth_sign_in_at_pd2 : Pd2Test
{
    [Fact]
    public async Task Leads_to_opaque_tokens_and_an_id_token()
    {
        WireAnswer answer = await TokenAsync("openid profile stash:read");

        Assert.Equal((3600, "Bearer", "openid profile stash:read"), (answer.Json["expires_in"]!.GetValue<int>(), answer["token_type"], answer["scope"]));
        Assert.StartsWith("EMULATOR-", answer["access_token"], StringComparison.Ordinal);
        WireAnswer me = await SendAsync("GET", "/oauth/me", answer["access_token"]);
        WireJwt id = new(answer["id_token"]);
        Assert.Equal((me["sub"], "EmuTrader", "emulated-pd2-client"), (id.Payload["sub"]!.GetValue<string>(), me["name"], id.Payload["aud"]!.GetValue<string>()));
        Assert.Matches("^[0-9a-f]{24}$", me["sub"]);
        Assert.Null((await TokenAsync("stash:read")).Json["id_token"]);
    }

    [Fact]
    public async Task Is_renewed_by_a_refresh_token_that_is_good_once()
    {
        string first = (await TokenAsync())["refresh_token"];
        WireAnswer second = await RefreshAsync(first);
        Assert.NotEqual(first, second["refresh_token"]);

        Assert.Equal("invalid_grant", (await RefreshAsync(first))["error"]);
        Assert.Equal("invalid_grant: refresh token reuse: the family is revoked", LastNote);
        Assert.Equal("invalid_grant", (await RefreshAsync(second["refresh_token"]))["error"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync("GET", "/oauth/me", second["access_token"])).Status);
    }

    [Fact]
    public async Task Binds_the_code_to_secret_redirect_and_challenge()
    {
        string code = (await AuthorizeAsync()).Carried("code")!;

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_client"), Outcome(await CodeAsync(code, secret: "wrong")));
        Assert.Equal(HttpStatusCode.OK, (await CodeAsync(code)).Status);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_grant"), Outcome(await CodeAsync(code)));
        WireAnswer challenged = await AuthorizeAsync("openid", ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), ("code_challenge_method", "S256"));
        Assert.Equal("invalid_grant", (await CodeAsync(challenged.Carried("code")!))["error"]);
    }

    [Theory]
    [InlineData("redirect_uri", "https://example.test/", 400)]
    [InlineData("client_id", "other", 400)]
    [InlineData("redirect_uri", "http://localhost:5001/back", 302)]
    public async Task Leads_nowhere_else(string name, string value, int status) =>
        Assert.Equal(status, (int)(await AuthorizeAsync("openid", (name, value))).Status);

    [Fact]
    public async Task May_be_declined()
    {
        Emulator.SignIns.Enqueue(new SignInScript { Decision = SignInDecision.Decline });

        WireAnswer answer = await AuthorizeAsync();

        Assert.Equal(("access_denied", "s1"), (answer.Carried("error"), answer.Carried("state")));
    }

    private static (HttpStatusCode, string) Outcome(WireAnswer answer) => (answer.Status, answer["error"]);
}

public sealed class A_pd2_refresh_token_that_stays : Pd2Test
{
    protected override void Configure(EmulatorOptions options, Pd2EmulatorOptions pd2) => (pd2.RotateRefreshTokens, pd2.ClientSecret) = (false, null);

    [Fact]
    public async Task Does_not_come_back_and_is_good_again()
    {
        WireAnswer first = await CodeAsync((await AuthorizeAsync()).Carried("code")!, secret: "any");

        WireAnswer second = await RefreshAsync(first["refresh_token"]);

        Assert.Null(second.Json["refresh_token"]);
        Assert.Equal(HttpStatusCode.OK, (await RefreshAsync(first["refresh_token"])).Status);
    }
}
