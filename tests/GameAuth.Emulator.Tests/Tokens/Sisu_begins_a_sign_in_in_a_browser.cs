using System.Net;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.Tests.Tokens;

public sealed class Sisu_begins_a_sign_in_in_a_browser : EmulatorTest
{
    [Fact]
    public async Task With_an_address_its_parameters_and_a_session()
    {
        WireAnswer answer = await BeginAsync();

        Uri address = new(answer["MsaOauthRedirect"]);
        Dictionary<string, string> expected = new()
        {
            ["client_id"] = WireClient.ClientId, ["redirect_uri"] = BrowserFlow.Redirect, ["response_type"] = "code", ["scope"] = WireClient.Scope,
            ["state"] = BrowserFlow.State, ["code_challenge"] = BrowserFlow.Challenge(), ["code_challenge_method"] = "S256", ["display"] = "android_phone",
        };
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(Client.Address("login.live.com", "/oauth20_authorize.srf"), new Uri(address.GetLeftPart(UriPartial.Path)));
        Assert.Equal(expected, QueryHelpers.ParseQuery(address.Query).ToDictionary(one => one.Key, one => one.Value.ToString()));
        Assert.Equal(expected, answer.Json["MsaRequestParameters"]!.AsObject().ToDictionary(one => one.Key, one => one.Value!.GetValue<string>()));
        Assert.False(string.IsNullOrEmpty(answer.Header("X-SessionId")));
        Assert.Equal(SignatureVerdict.Verified, Emulator.Log.Of("sisu.authenticate").Single().Signature);
    }

    [Fact]
    public async Task That_ends_in_a_token_for_xbox_live()
    {
        string device = (await Client.DeviceAsync())["Token"];
        WireAnswer begun = await Client.SisuAuthenticateAsync(BrowserFlow.SisuAuthenticateBody(device));
        WireAnswer browser = await Client.VisitAsync(new Uri(begun["MsaOauthRedirect"]));
        WireAnswer msa = await Client.RedeemAsync(browser.Carried("code")!);
        JsonObject body = XboxFlow.SisuBody(msa["access_token"], device, Client.Key.Jwk);
        body["SessionId"] = begun.Header("X-SessionId");

        WireAnswer sisu = await Client.PostAsync("sisu.xboxlive.com", "/authorize", body);

        WireAnswer profile = await Client.GetProfileAsync("/users/me/profile/settings?settings=Gamertag", sisu.Json["AuthorizationToken"]!.AuthorizationHeader());
        Assert.Equal(HttpStatusCode.OK, profile.Status);
    }

    [Fact]
    public async Task Whose_session_is_its_devices_own()
    {
        string session = (await BeginAsync()).Header("X-SessionId")!;
        using WireKey other = new();
        string otherDevice = (await Client.DeviceAsync(other))["Token"];
        JsonObject body = XboxFlow.SisuBody((await Client.SignInAsync())["access_token"], otherDevice, other.Jwk);
        body["SessionId"] = session;

        Assert.Equal(HttpStatusCode.BadRequest, (await Client.PostAsync("sisu.xboxlive.com", "/authorize", body, key: other)).Status);
    }

    [Theory]
    [InlineData("AppId", null)]
    [InlineData("TitleId", "one")]
    [InlineData("RedirectUri", "https://evil.example/")]
    [InlineData("DeviceToken", null)]
    [InlineData("TokenType", "token")]
    [InlineData("Sandbox", null)]
    [InlineData("Offers", "service::user.auth.xboxlive.com::MBI_SSL")]
    [InlineData("Query.state", null)]
    [InlineData("Query.code_challenge", "short")]
    [InlineData("Query.code_challenge_method", "plain")]
    public async Task Only_when_the_body_is_right(string path, string? value)
    {
        JsonObject body = BrowserFlow.SisuAuthenticateBody((await Client.DeviceAsync())["Token"]);
        string[] names = path.Split('.');
        JsonObject at = names.Length > 1 ? body[names[0]]!.AsObject() : body;
        at[names[^1]] = value;

        WireAnswer answer = await Client.SisuAuthenticateAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains(names[^1], answer["message"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1016898439", HttpStatusCode.OK)]
    [InlineData("328178078", HttpStatusCode.OK)]
    [InlineData("1739947436", HttpStatusCode.Forbidden)]
    public async Task For_each_title_of_a_client_that_has_several(string title, HttpStatusCode status)
    {
        JsonObject body = BrowserFlow.SisuAuthenticateBody((await Client.DeviceAsync())["Token"], "000000004c20a908");
        body["TitleId"] = title;

        Assert.Equal(status, (await Client.SisuAuthenticateAsync(body)).Status);
    }

    [Theory]
    [InlineData("11111111-2222-4333-8444-555555555555")]
    [InlineData("0000000048183522")]
    public async Task Not_for_an_azure_application_or_another_clients_title(string clientId)
    {
        string device = (await Client.DeviceAsync())["Token"];

        WireAnswer answer = await Client.SisuAuthenticateAsync(BrowserFlow.SisuAuthenticateBody(device, clientId));

        Assert.Equal((HttpStatusCode.Forbidden, "{}"), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData(-241)]
    [InlineData(241)]
    [InlineData(10800)]
    public async Task Not_with_a_clock_that_is_off(int seconds)
    {
        JsonObject body = BrowserFlow.SisuAuthenticateBody((await Client.DeviceAsync())["Token"]);

        WireAnswer answer = await Client.PostAsync("sisu.xboxlive.com", "/authenticate", body,
            bytes => Client.Key.Sign("POST", "/authenticate", "", bytes, Client.Now.AddSeconds(seconds)));

        Assert.Equal((HttpStatusCode.Forbidden, ""), (answer.Status, answer.Text));
        Assert.Null(answer.Header("X-SessionId"));
    }

    [Fact]
    public async Task Not_under_another_key_than_the_devices()
    {
        using WireKey other = new();

        WireAnswer answer = await Client.SisuAuthenticateAsync(BrowserFlow.SisuAuthenticateBody((await Client.DeviceAsync())["Token"]), other);

        Assert.Equal((HttpStatusCode.Forbidden, ""), (answer.Status, answer.Text));
    }

    [Fact]
    public async Task Not_unsigned_and_not_for_a_device_that_nobody_knows()
    {
        JsonObject body = BrowserFlow.SisuAuthenticateBody((await Client.DeviceAsync())["Token"]);
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.PostAsync("sisu.xboxlive.com", "/authenticate", body, _ => "")).Status);

        Emulator.Xbox.ForgetNow(XboxTokenKind.Device);

        Assert.Equal("2148916259", (await Client.SisuAuthenticateAsync(body)).Header("X-Err"));
    }

    private async Task<WireAnswer> BeginAsync() =>
        await Client.SisuAuthenticateAsync(BrowserFlow.SisuAuthenticateBody((await Client.DeviceAsync())["Token"]));
}
