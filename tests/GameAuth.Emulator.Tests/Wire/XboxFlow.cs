using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>The requests of an Xbox sign-in, each as its published shape says.</summary>
internal static class XboxFlow
{
    public const string DeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

    public static Task<WireAnswer> ConnectAsync(this WireClient client, string clientId = WireClient.ClientId, string scope = WireClient.Scope) =>
        client.PostFormAsync("/oauth20_connect.srf", ("client_id", clientId), ("scope", scope), ("response_type", "device_code"));

    public static Task<WireAnswer> PollAsync(this WireClient client, string deviceCode, string clientId = WireClient.ClientId, string grant = DeviceGrant) =>
        client.PostFormAsync("/oauth20_token.srf", ("client_id", clientId), ("grant_type", grant), ("device_code", deviceCode));

    public static Task<WireAnswer> RefreshAsync(this WireClient client, string refreshToken, string clientId = WireClient.ClientId) =>
        client.PostFormAsync("/oauth20_token.srf", ("client_id", clientId), ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("scope", WireClient.Scope));

    /// <summary>Connects and polls until the player has decided.</summary>
    public static async Task<WireAnswer> SignInAsync(this WireClient client, string clientId = WireClient.ClientId, string scope = WireClient.Scope)
    {
        string code = (await client.ConnectAsync(clientId, scope))["device_code"];
        WireAnswer answer = await client.PollAsync(code, clientId);
        for (int poll = 0; poll < 10 && answer.Text.Contains("authorization_pending", StringComparison.Ordinal); poll++)
        {
            answer = await client.PollAsync(code, clientId);
        }

        return answer;
    }

    public static JsonObject DeviceBody(JsonObject jwk, string id = "{550e8400-e29b-41d4-a716-446655440000}") => new()
    {
        ["RelyingParty"] = "http://auth.xboxlive.com",
        ["TokenType"] = "JWT",
        ["Properties"] = new JsonObject
        {
            ["AuthMethod"] = "ProofOfPossession", ["Id"] = id, ["DeviceType"] = "Nintendo", ["Version"] = "0.0.0.0", ["ProofKey"] = jwk,
        },
    };

    public static JsonObject UserBody(string ticket) => new()
    {
        ["RelyingParty"] = "http://auth.xboxlive.com",
        ["TokenType"] = "JWT",
        ["Properties"] = new JsonObject { ["AuthMethod"] = "RPS", ["SiteName"] = "user.auth.xboxlive.com", ["RpsTicket"] = ticket },
    };

    public static JsonObject TitleBody(string ticket, string deviceToken, JsonObject jwk)
    {
        JsonObject body = UserBody(ticket);
        body["Properties"]!["DeviceToken"] = deviceToken;
        body["Properties"]!["ProofKey"] = jwk;
        return body;
    }

    public static JsonObject SisuBody(string accessToken, string deviceToken, JsonObject jwk, string clientId = WireClient.ClientId) => new()
    {
        ["AccessToken"] = "t=" + accessToken,
        ["AppId"] = clientId,
        ["DeviceToken"] = deviceToken,
        ["Sandbox"] = "RETAIL",
        ["SiteName"] = "user.auth.xboxlive.com",
        ["RelyingParty"] = "http://xboxlive.com",
        ["UseModernGamertag"] = true,
        ["ProofKey"] = jwk,
    };

    public static JsonObject XstsBody(string userToken, string? deviceToken = null, string? titleToken = null, string relyingParty = "http://xboxlive.com")
    {
        JsonObject properties = new() { ["SandboxId"] = "RETAIL", ["UserTokens"] = new JsonArray(userToken) };
        if (deviceToken is not null) { properties["DeviceToken"] = deviceToken; }
        if (titleToken is not null) { properties["TitleToken"] = titleToken; }
        return new JsonObject { ["RelyingParty"] = relyingParty, ["TokenType"] = "JWT", ["Properties"] = properties };
    }

    public static Task<WireAnswer> DeviceAsync(this WireClient client, WireKey? key = null) =>
        client.PostAsync("device.auth.xboxlive.com", "/device/authenticate", DeviceBody((key ?? client.Key).Jwk), key: key);

    public static Task<WireAnswer> UserAsync(this WireClient client, string ticket) =>
        client.PostAsync("user.auth.xboxlive.com", "/user/authenticate", UserBody(ticket));

    public static Task<WireAnswer> TitleAsync(this WireClient client, string ticket, string deviceToken) =>
        client.PostAsync("title.auth.xboxlive.com", "/title/authenticate", TitleBody(ticket, deviceToken, client.Key.Jwk));

    public static Task<WireAnswer> SisuAsync(this WireClient client, string accessToken, string deviceToken, WireKey? key = null) =>
        client.PostAsync("sisu.xboxlive.com", "/authorize", SisuBody(accessToken, deviceToken, (key ?? client.Key).Jwk), key: key);

    public static Task<WireAnswer> XstsAsync(this WireClient client, JsonObject body, WireKey? key = null) =>
        client.PostAsync("xsts.auth.xboxlive.com", "/xsts/authorize", body, key: key);

    /// <summary>The whole way: returns SISU's answer.</summary>
    public static async Task<WireAnswer> SisuSignInAsync(this WireClient client)
    {
        WireAnswer msa = await client.SignInAsync();
        WireAnswer device = await client.DeviceAsync();
        return await client.SisuAsync(msa["access_token"], device["Token"]);
    }

    /// <summary>The whole way: returns what an API host takes for Authorization.</summary>
    public static async Task<string> AuthorizationAsync(this WireClient client) =>
        (await client.SisuSignInAsync()).Json["AuthorizationToken"]!.AuthorizationHeader();

    public static string AuthorizationHeader(this JsonNode token) =>
        $"XBL3.0 x={token["DisplayClaims"]!["xui"]![0]!["uhs"]!.GetValue<string>()};{token["Token"]!.GetValue<string>()}";
}
