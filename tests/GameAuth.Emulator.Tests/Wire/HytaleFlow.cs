using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>The requests to Hytale's own hosts, each as its published shape says.</summary>
internal static class HytaleFlow
{
    public const string OAuth = "oauth.accounts.hytale.com";
    public const string AccountData = "account-data.hytale.com";
    public const string Sessions = "sessions.hytale.com";
    public const string HytaleClient = "hytale-server";
    public const string HytaleScope = "openid offline auth:server";
    public const string FirstProfile = "e2000000-0000-4000-8000-000000000001";
    public const string SecondProfile = "e2000000-0000-4000-8000-000000000002";

    public static Task<WireAnswer> FormAsync(this WireClient client, string path, params (string Name, string Value)[] fields) =>
        client.SendAsync(new HttpRequestMessage(HttpMethod.Post, client.Address(OAuth, path))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        });

    public static Task<WireAnswer> HytaleDeviceAsync(this WireClient client, string scope = HytaleScope) =>
        client.FormAsync("/oauth2/device/auth", ("client_id", HytaleClient), ("scope", scope));

    public static Task<WireAnswer> HytalePollAsync(this WireClient client, string deviceCode, string clientId = HytaleClient) =>
        client.FormAsync("/oauth2/token", ("client_id", clientId), ("grant_type", XboxFlow.DeviceGrant), ("device_code", deviceCode));

    public static Task<WireAnswer> HytaleRefreshAsync(this WireClient client, string refreshToken, string clientId = HytaleClient) =>
        client.FormAsync("/oauth2/token", ("client_id", clientId), ("grant_type", "refresh_token"), ("refresh_token", refreshToken));

    /// <summary>The whole device flow by the default script: one poll is answered as pending.</summary>
    public static async Task<WireAnswer> HytaleSignInAsync(this WireClient client, string scope = HytaleScope)
    {
        string code = (await client.HytaleDeviceAsync(scope))["device_code"];
        await client.HytalePollAsync(code);
        return await client.HytalePollAsync(code);
    }

    public static Task<WireAnswer> HytaleAsync(this WireClient client, HttpMethod method, string host, string path, string? bearer, JsonObject? body = null)
    {
        HttpRequestMessage request = new(method, client.Address(host, path));
        if (bearer is not null) { request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer); }
        if (body is not null) { request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"); }
        return client.SendAsync(request);
    }

    public static Task<WireAnswer> ProfilesAsync(this WireClient client, string? access) =>
        client.HytaleAsync(HttpMethod.Get, AccountData, "/my-account/get-profiles", access);

    public static Task<WireAnswer> NewSessionAsync(this WireClient client, string? access, string profile = FirstProfile) =>
        client.HytaleAsync(HttpMethod.Post, Sessions, "/game-session/new", access, new JsonObject { ["uuid"] = profile });

    public static Task<WireAnswer> RefreshSessionAsync(this WireClient client, string? session) =>
        client.HytaleAsync(HttpMethod.Post, Sessions, "/game-session/refresh", session);

    public static Task<WireAnswer> EndSessionAsync(this WireClient client, string? session) =>
        client.HytaleAsync(HttpMethod.Delete, Sessions, "/game-session", session);

    public static Task<WireAnswer> KeysAsync(this WireClient client, string? etag = null, string host = Sessions)
    {
        HttpRequestMessage request = new(HttpMethod.Get, client.Address(host, "/.well-known/jwks.json"));
        if (etag is not null) { request.Headers.TryAddWithoutValidation("If-None-Match", etag); }
        return client.SendAsync(request);
    }
}
