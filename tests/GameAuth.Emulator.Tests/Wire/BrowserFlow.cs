using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>The requests of a sign-in in a browser, as their published shapes say.</summary>
internal static class BrowserFlow
{
    public const string Redirect = "http://127.0.0.1:54321/signed-in";
    public const string Desktop = "https://login.live.com/oauth20_desktop.srf";
    public const string State = "state & é";
    public const string Verifier = "a-verifier-of-forty-three-characters-or-more-0001";

    public static string Challenge(string verifier = Verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    public static JsonObject SisuAuthenticateBody(string deviceToken, string clientId = WireClient.ClientId, string redirect = Redirect) => new()
    {
        ["AppId"] = clientId,
        ["TitleId"] = "1900000001",
        ["RedirectUri"] = redirect,
        ["DeviceToken"] = deviceToken,
        ["Sandbox"] = "RETAIL",
        ["TokenType"] = "code",
        ["Offers"] = new JsonArray(WireClient.Scope),
        ["Query"] = new JsonObject
        {
            ["display"] = "android_phone", ["code_challenge"] = Challenge(), ["code_challenge_method"] = "S256", ["state"] = State,
        },
    };

    public static Task<WireAnswer> SisuAuthenticateAsync(this WireClient client, JsonObject body, WireKey? key = null) =>
        client.PostAsync("sisu.xboxlive.com", "/authenticate", body, key: key);

    public static Task<WireAnswer> AuthorizeAsync(this WireClient client, string? redirect = Redirect, params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> query = new()
        {
            ["client_id"] = WireClient.ClientId, ["redirect_uri"] = redirect, ["response_type"] = "code", ["scope"] = WireClient.Scope,
            ["state"] = State, ["code_challenge"] = Challenge(), ["code_challenge_method"] = "S256",
        };
        foreach ((string name, string? value) in others) { query[name] = value; }
        string target = QueryHelpers.AddQueryString("/oauth20_authorize.srf", query.Where(one => one.Value is not null));
        return client.VisitAsync(client.Address("login.live.com", target));
    }

    public static Task<WireAnswer> VisitAsync(this WireClient client, Uri address) => client.SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

    public static Task<WireAnswer> RedeemAsync(this WireClient client, string code, params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> fields = new()
        {
            ["client_id"] = WireClient.ClientId, ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = Redirect,
            ["code_verifier"] = Verifier, ["scope"] = WireClient.Scope,
        };
        foreach ((string name, string? value) in others) { fields[name] = value; }
        return client.PostFormAsync("/oauth20_token.srf", [.. fields.Where(one => one.Value is not null).Select(one => (one.Key, one.Value!))]);
    }

    /// <summary>Where a redirect leads.</summary>
    public static Uri Location(this WireAnswer answer) => answer.Message.Headers.Location!;

    /// <summary>A parameter of the address that a redirect leads to.</summary>
    public static string? Carried(this WireAnswer answer, string name) =>
        QueryHelpers.ParseQuery(answer.Location().Query).TryGetValue(name, out StringValues value) ? value.ToString() : null;
}
