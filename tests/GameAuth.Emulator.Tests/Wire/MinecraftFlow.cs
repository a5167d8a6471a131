using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>The requests that lead to Minecraft, each as its published shape says.</summary>
internal static class MinecraftFlow
{
    public const string Java = "rp://api.minecraftservices.com/";
    public const string Bedrock = "https://multiplayer.minecraft.net/";
    public const string Login = "/authentication/login_with_xbox";

    /// <summary>Signs in and returns <c>XBL3.0 x={user hash};{token}</c> for a relying party.</summary>
    public static async Task<string> IdentityAsync(this WireClient client, string relyingParty, string clientId = WireClient.ClientId, bool withTitle = false)
    {
        string ticket = "t=" + (await client.SignInAsync(clientId))["access_token"];
        string? device = withTitle ? (await client.DeviceAsync())["Token"] : null;
        string? title = withTitle ? (await client.TitleAsync(ticket, device!))["Token"] : null;
        WireAnswer xsts = await client.XstsAsync(XboxFlow.XstsBody((await client.UserAsync(ticket))["Token"], device, title, relyingParty));
        return xsts.Json.AuthorizationHeader();
    }

    public static Task<WireAnswer> MinecraftLoginAsync(this WireClient client, JsonObject body) =>
        client.PostAsync("api.minecraftservices.com", Login, body, _ => "");

    public static Task<WireAnswer> MinecraftLoginAsync(this WireClient client, string identity) =>
        client.MinecraftLoginAsync(new JsonObject { ["identityToken"] = identity, ["ensureLegacyEnabled"] = true });

    /// <summary>The whole way to the access token of the Minecraft services.</summary>
    public static async Task<string> MinecraftTokenAsync(this WireClient client) =>
        (await client.MinecraftLoginAsync(await client.IdentityAsync(Java)))["access_token"];

    public static Task<WireAnswer> MinecraftGetAsync(this WireClient client, string target, string? authorization)
    {
        HttpRequestMessage request = new(HttpMethod.Get, client.Address("api.minecraftservices.com", target));
        if (authorization is not null) { request.Headers.TryAddWithoutValidation("Authorization", authorization); }
        return client.SendAsync(request);
    }

    public static Task<WireAnswer> MultiplayerAsync(this WireClient client, string? authorization, JsonNode body)
    {
        HttpRequestMessage request = new(HttpMethod.Post, client.Address("multiplayer.minecraft.net", "/authentication"))
        {
            Content = new StringContent(body.ToJsonString()),
        };
        if (authorization is not null) { request.Headers.TryAddWithoutValidation("Authorization", authorization); }
        return client.SendAsync(request);
    }

    public static Task<WireAnswer> MultiplayerAsync(this WireClient client, string? authorization, ECDsa clientKey) =>
        client.MultiplayerAsync(authorization, new JsonObject { ["identityPublicKey"] = Convert.ToBase64String(clientKey.ExportSubjectPublicKeyInfo()) });
}
