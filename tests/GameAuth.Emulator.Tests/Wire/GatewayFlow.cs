using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>The eight calls of the gateway, as its documentation writes them.</summary>
internal static class GatewayFlow
{
    public const string Gateway = "gateway.hytale.test";
    public const string Caller = "panel-account-1";

    public static Task<WireAnswer> GatewayAsync(this WireClient client, string call, JsonNode? body = null, string? bearer = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, client.Address(Gateway, "/api/v1/hytale/oauth/" + call))
        {
            Content = new StringContent((body ?? new JsonObject()).ToJsonString(), Encoding.UTF8, "application/json"),
        };
        if (bearer is not null) { request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer); }
        return client.SendAsync(request);
    }

    public static Task<WireAnswer> GatewayPollAsync(this WireClient client, string code) =>
        client.GatewayAsync("token", new JsonObject { ["device_code"] = code });

    /// <summary>The whole device flow by the default script: one poll is answered as pending.</summary>
    public static async Task<WireAnswer> GatewaySignInAsync(this WireClient client, string? accountId = null)
    {
        JsonObject begin = accountId is null ? [] : new JsonObject { ["account_id"] = accountId };
        string code = (await client.GatewayAsync("device-code", begin))["device_code"];
        await client.GatewayPollAsync(code);
        return await client.GatewayPollAsync(code);
    }

    public static Task<WireAnswer> GatewayRefreshAsync(this WireClient client, string token) =>
        client.GatewayAsync("refresh", new JsonObject { ["refresh_token"] = token });

    public static Task<WireAnswer> GatewaySessionAsync(this WireClient client, string access, string profile = HytaleFlow.FirstProfile) =>
        client.GatewayAsync("game-session/new", new JsonObject { ["profile_uuid"] = profile }, access);

    public static Task<WireAnswer> GatewayRenewAsync(this WireClient client, string access, string session) =>
        client.GatewayAsync("game-session/refresh", new JsonObject { ["session_id"] = session }, access);

    public static Task<WireAnswer> GatewayDeleteAsync(this WireClient client, string access, string session) =>
        client.GatewayAsync("game-session/delete", new JsonObject { ["session_id"] = session }, access);

    /// <summary>Status, code and message of an error in the documented shape, whose <c>status</c> must be the HTTP one.</summary>
    public static (int Status, string Code, string Message) Error(this WireAnswer answer)
    {
        Assert.Equal((int)answer.Status, answer.Json["status"]!.GetValue<int>());
        return ((int)answer.Status, answer["code"], answer["message"]);
    }
}
