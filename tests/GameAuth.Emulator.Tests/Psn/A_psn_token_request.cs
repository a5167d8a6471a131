using System.Buffers.Text;
using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Psn;

public sealed class A_psn_token_request : PsnTest
{
    [Fact]
    public async Task With_a_code_gives_what_the_service_gives()
    {
        string cid = PsnFlow.NewId();

        WireAnswer answer = await Client.PsnCodeAsync(await CodeAsync(), cid);

        Assert.Equal((HttpStatusCode.OK, "bearer", PsnFlow.PsnScope), (answer.Status, answer["token_type"], answer["scope"]));
        Assert.Equal((3599, 5_183_999), (answer.Json["expires_in"]!.GetValue<int>(), answer.Json["refresh_token_expires_in"]!.GetValue<int>()));
        JsonNode claims = ClaimsOf(answer["access_token"]);
        Assert.Equal("9100000000000000001", claims["account_id"]!.GetValue<string>());
        Assert.Equal(("auth.account.sony.com", "authorization_code", PsnFlow.PsnClient), (claims["iss"]!.GetValue<string>(), claims["grant_type"]!.GetValue<string>(), claims["client_id"]!.GetValue<string>()));
        Assert.Equal(3, answer["id_token"].Split('.').Length);
        Assert.Equal((cid, cid), (answer.Header("X-Psn-Correlation-Id"), answer.Header("X-CorrelationId")));
        Assert.Equal(32, answer.Header("X-Psn-Request-Id")!.Length);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task With_a_code_that_came_before_ends_what_it_brought_forth()
    {
        string code = await CodeAsync();
        WireAnswer first = await Client.PsnCodeAsync(code);

        WireAnswer second = await Client.PsnCodeAsync(code);

        Assert.Equal((400, "invalid_grant", 1), second.AccountError());
        Assert.Equal((400, "invalid_grant", 4159), (await Client.PsnRefreshAsync(first["refresh_token"])).AccountError());
    }

    [Fact]
    public async Task With_an_old_code_or_another_address_is_refused()
    {
        string code = await CodeAsync();

        Assert.Equal((400, "invalid_grant", 1), (await Client.PsnCodeAsync(code, redirect: PsnFlow.PsnRedirect + "/")).AccountError());
        Assert.Equal((400, "invalid_grant", 1), (await Client.PsnCodeAsync("v3.000000")).AccountError());
        Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((400, "invalid_grant", 1), (await Client.PsnCodeAsync(code)).AccountError());
    }

    [Fact]
    public async Task Names_a_new_cid_each_time_in_both_places()
    {
        string cid = PsnFlow.NewId();
        string refresh = (await Client.PsnCodeAsync(await CodeAsync(), cid))["refresh_token"];

        Assert.Equal((400, "invalid_request", 0), (await Client.PsnRefreshAsync(refresh, cid)).AccountError());
        Assert.Equal((400, "invalid_request", 0), (await Client.PsnRefreshAsync(refresh, "not-a-uuid")).AccountError());
        Assert.Equal((400, "invalid_request", 0), (await WithCidsAsync(PsnFlow.NewId(), PsnFlow.NewId())).AccountError());
        Assert.Equal((400, "invalid_request", 0), (await WithCidsAsync(PsnFlow.NewId(), null)).AccountError());
        Assert.Equal((400, "invalid_request", 0), (await WithCidsAsync(null, PsnFlow.NewId())).AccountError());
        Assert.Equal(["psn.refresh X-Psn-Correlation-Id"], Emulator.Psn.RepeatedIds);
    }

    [Fact]
    public async Task That_nobody_answered_has_used_its_cid_up()
    {
        string refresh = (await SignInAsync())["refresh_token"];
        string cid = PsnFlow.NewId();
        Emulator.Faults.Add(Fault.DropBefore("psn.refresh"));

        await Assert.ThrowsAsync<HttpRequestException>(() => Client.PsnRefreshAsync(refresh, cid));

        Assert.Equal((400, "invalid_request", 0), (await Client.PsnRefreshAsync(refresh, cid)).AccountError());
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnRefreshAsync(refresh)).Status);
    }

    [Fact]
    public async Task Shows_the_client_s_own_credentials_and_once()
    {
        (string, string)[] fields = [("token_format", "jwt"), ("grant_type", "refresh_token"), ("scope", PsnFlow.PsnScope), ("refresh_token", (await SignInAsync())["refresh_token"])];
        (string, string)[] inBody = [.. fields, ("client_id", PsnFlow.PsnClient), ("client_secret", PsnFlow.Secret), ("duid", PsnFlow.DeviceId)];

        Assert.Equal((401, "invalid_client", 0), (await Client.PsnTokenAsync(null, PsnFlow.NewId(), fields)).AccountError());
        Assert.Equal((401, "invalid_client", 0), (await Client.PsnTokenAsync(PsnFlow.Basic(secret: "wrong"), PsnFlow.NewId(), fields)).AccountError());
        Assert.Equal((401, "invalid_client", 0), (await Client.PsnTokenAsync(PsnFlow.Basic(client: "other"), PsnFlow.NewId(), fields)).AccountError());
        Assert.Equal((401, "invalid_client", 0), (await Client.PsnTokenAsync("Basic !", PsnFlow.NewId(), fields)).AccountError());
        Assert.Equal((401, "invalid_client", 0), (await Client.PsnTokenAsync(null, PsnFlow.NewId(), inBody)).AccountError());
        Assert.Equal((401, "invalid_client", 0), (await Client.PsnTokenAsync(PsnFlow.Basic(), PsnFlow.NewId(), inBody)).AccountError());
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnTokenAsync(PsnFlow.Basic(), PsnFlow.NewId(), fields)).Status);
    }

    [Fact]
    public async Task With_an_npsso_has_its_credentials_in_either_place()
    {
        WireAnswer web = await Client.PsnTokenAsync(null, PsnFlow.NewId(),
            ("scope", PsnFlow.PsnScope), ("npsso", Npsso), ("client_id", PsnFlow.PsnClient), ("client_secret", PsnFlow.Secret), ("grant_type", "sso_token"), ("duid", PsnFlow.DeviceId));
        WireAnswer basic = await SsoAsync(Npsso);
        WireAnswer bad = await SsoAsync(new string('0', 64));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (web.Status, basic.Status));
        Assert.Equal("sso_token", ClaimsOf(basic["access_token"])["grant_type"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnRefreshAsync(web["refresh_token"])).Status);
        Assert.Equal((400, "invalid_grant", 20), bad.AccountError());
    }

    [Fact]
    public async Task Of_a_client_for_itself_gives_no_refresh_and_no_id_token()
    {
        WireAnswer answer = await Client.PsnTokenAsync(null, PsnFlow.NewId(), ("grant_type", "client_credentials"), ("scope", "referenceDataService:countryConfig.read"),
            ("client_id", PsnFlow.PsnClient), ("client_secret", PsnFlow.Secret), ("duid", PsnFlow.DeviceId));

        Assert.Equal(["access_token", "token_type", "expires_in", "scope", "emulated"], answer.Json.AsObject().Select(member => member.Key));
        Assert.Equal(403, (int)(await Client.PsnGetAsync(PsnFlow.Api, "/api/trophy/v1/users/me/trophySummary", answer["access_token"])).Status);
    }

    [Fact]
    public async Task Of_a_locked_account_is_told_that_the_password_expired()
    {
        string refresh = (await SignInAsync())["refresh_token"];
        Emulator.Psn.Lock("emutrophies");

        Assert.Equal((400, "invalid_grant", 100), (await Client.PsnRefreshAsync(refresh)).AccountError());
        Assert.Equal((400, "invalid_grant", 100), (await SsoAsync(Npsso)).AccountError());
        Emulator.Psn.Lock("EmuTrophies", isLocked: false);
        Assert.Equal(HttpStatusCode.OK, (await Client.PsnRefreshAsync(refresh)).Status);
    }

    [Theory]
    [InlineData("password", "unsupported_grant_type")]
    [InlineData("authorization_code", "invalid_request")]
    public async Task Of_another_kind_is_refused_in_the_same_shape(string grant, string error)
    {
        WireAnswer answer = await Client.PsnTokenAsync(PsnFlow.Basic(), PsnFlow.NewId(), ("grant_type", grant), ("token_format", "jwt"));

        Assert.Equal((400, error, 0), answer.AccountError());
        Assert.Equal(["error", "error_description", "error_code", "docs", "parameters"], answer.Json.AsObject().Select(member => member.Key));
    }

    private async Task<string> CodeAsync() => (await Client.PsnAuthorizeAsync(Npsso)).Carried("code")!;

    private Task<WireAnswer> SsoAsync(string npsso) =>
        Client.PsnTokenAsync(PsnFlow.Basic(), PsnFlow.NewId(), ("token_format", "jwt"), ("grant_type", "sso_token"), ("npsso", npsso), ("scope", PsnFlow.PsnScope));

    private async Task<WireAnswer> WithCidsAsync(string? header, string? body)
    {
        List<(string, string)> fields = [("token_format", "jwt"), ("grant_type", "authorization_code"), ("redirect_uri", PsnFlow.PsnRedirect), ("code", await CodeAsync())];
        if (body is not null) { fields.Add(("cid", body)); }
        return await Client.PsnTokenAsync(PsnFlow.Basic(), header, [.. fields]);
    }

    private static JsonNode ClaimsOf(string token) => JsonNode.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]))!;
}
