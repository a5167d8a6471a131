using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn;

public sealed class A_psn_refresh_token : PsnTest
{
    [Fact]
    public async Task Comes_back_with_its_life_counting_down_to_a_fixed_end()
    {
        WireAnswer first = await SignInAsync();
        Time.Advance(TimeSpan.FromSeconds(9));

        WireAnswer second = await Client.PsnRefreshAsync(first["refresh_token"]);

        Assert.Equal(first["refresh_token"], second["refresh_token"]);
        Assert.NotEqual(first["access_token"], second["access_token"]);
        Assert.Equal((5_183_990, 3599), (second.Json["refresh_token_expires_in"]!.GetValue<int>(), second.Json["expires_in"]!.GetValue<int>()));
        Assert.Equal("psn:clientapp psn:mobile.v2.core", second["scope"]);
        Time.Advance(TimeSpan.FromSeconds(5_183_990));
        Assert.Equal((400, "invalid_grant", 4159), (await Client.PsnRefreshAsync(first["refresh_token"])).AccountError());
    }

    [Theory]
    [InlineData("psn:mobile.v2.core other:scope", "invalid_scope")]
    [InlineData("", "invalid_request")]
    public async Task Needs_the_scope_of_its_sign_in(string scope, string error)
    {
        string token = (await SignInAsync())["refresh_token"];

        WireAnswer answer = await Client.PsnTokenAsync(PsnFlow.Basic(), PsnFlow.NewId(), ("token_format", "jwt"), ("grant_type", "refresh_token"), ("scope", scope), ("refresh_token", token));

        Assert.Equal((400, error, 0), answer.AccountError());
    }

    [Fact]
    public async Task That_was_forgotten_or_never_was_is_dead()
    {
        string token = (await SignInAsync())["refresh_token"];

        Assert.Equal((400, "invalid_grant", 4159), (await Client.PsnRefreshAsync("never")).AccountError());
        Assert.Equal(1, Emulator.Psn.ForgetNow(PsnTokenKind.Refresh));
        Assert.Equal((400, "invalid_grant", 4159), (await Client.PsnRefreshAsync(token)).AccountError());
    }
}

public sealed class A_rotating_psn_refresh_token : PsnTest
{
    protected override void Configure(EmulatorOptions options, PsnEmulatorOptions psn) => psn.RotateRefreshTokens = true;

    [Fact]
    public async Task Changes_but_ends_when_the_first_one_would_have()
    {
        WireAnswer first = await SignInAsync();
        Time.Advance(TimeSpan.FromDays(1));

        WireAnswer second = await Client.PsnRefreshAsync(first["refresh_token"]);

        Assert.NotEqual(first["refresh_token"], second["refresh_token"]);
        Assert.Equal(5_183_999 - 86_400, second.Json["refresh_token_expires_in"]!.GetValue<int>());
    }

    [Fact]
    public async Task That_comes_twice_ends_the_sign_in()
    {
        WireAnswer first = await SignInAsync();
        WireAnswer second = await Client.PsnRefreshAsync(first["refresh_token"]);

        Assert.Equal((400, "invalid_grant", 4159), (await Client.PsnRefreshAsync(first["refresh_token"])).AccountError());
        Assert.Equal((400, "invalid_grant", 4159), (await Client.PsnRefreshAsync(second["refresh_token"])).AccountError());
        Assert.Equal(HttpStatusCode.Unauthorized, (await Client.PsnGetAsync(PsnFlow.Api, "/api/trophy/v1/users/me/trophySummary", second["access_token"])).Status);
    }
}

public sealed class A_psn_client_with_less : PsnTest
{
    protected override void Configure(EmulatorOptions options, PsnEmulatorOptions psn)
    {
        psn.SsoGivesRefreshToken = false;
        psn.RefusedGrants.Add("client_credentials");
    }

    [Fact]
    public async Task Gets_no_refresh_token_for_an_npsso()
    {
        WireAnswer answer = await Client.PsnTokenAsync(PsnFlow.Basic(), PsnFlow.NewId(), ("token_format", "jwt"), ("grant_type", "sso_token"), ("npsso", Npsso), ("scope", PsnFlow.PsnScope));

        Assert.Equal((true, null, null), (answer.Json["id_token"] is not null, answer.Json["refresh_token"], answer.Json["refresh_token_expires_in"]));
    }

    [Fact]
    public async Task Is_told_which_grant_it_does_not_have()
    {
        WireAnswer answer = await Client.PsnTokenAsync(PsnFlow.Basic(), PsnFlow.NewId(), ("grant_type", "client_credentials"), ("scope", "any"));

        Assert.Equal((400, "unauthorized_client", 4151), answer.AccountError());
        Assert.Equal("Client does not have grant type", answer["error_description"]);
    }
}

public sealed class A_lenient_psn : PsnTest
{
    protected override void Configure(EmulatorOptions options, PsnEmulatorOptions psn) => psn.Lenient = true;

    [Fact]
    public async Task Serves_any_client_without_ids()
    {
        const string Redirect = "http://127.0.0.1:4711/back";
        string code = (await Client.PsnAuthorizeAsync(Npsso, ("client_id", "another"), ("redirect_uri", Redirect), ("cid", null))).Carried("code")!;

        WireAnswer answer = await Client.PsnTokenAsync(PsnFlow.Basic("another", "any"), null, ("token_format", "jwt"), ("grant_type", "authorization_code"), ("redirect_uri", Redirect), ("code", code));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnGetAsync(PsnFlow.Api, "/api/trophy/v1/users/me/trophySummary", answer["access_token"], withId: false)).Status);
    }

    [Fact]
    public async Task Takes_no_id_twice_all_the_same()
    {
        string cid = PsnFlow.NewId();
        string token = (await SignInAsync())["refresh_token"];
        await Client.PsnRefreshAsync(token, cid);

        Assert.Equal((400, "invalid_request", 0), (await Client.PsnRefreshAsync(token, cid)).AccountError());
        Assert.Equal((401, "invalid_client", 0), (await Client.PsnTokenAsync(PsnFlow.Basic(secret: "wrong"), null, ("grant_type", "refresh_token"))).AccountError());
    }
}
