using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>The requests to Discord, each as its published shape says.</summary>
internal static class DiscordFlow
{
    public const string DiscordHost = "discord.com";
    public const string Application = "930000000000000001";
    public const string Secret = "synthetic-discord-client";
    public const string BotToken = "synthetic-discord-bot";
    public const string DiscordRedirect = "http://127.0.0.1:53700/discord";
    public const string Agent = "DiscordBot (https://example.test/gameauth, 1.0)";
    public const string BadCode = """{"error":"invalid_grant","error_description":"Invalid \"code\" in request."}""";

    public static string Basic(string id = Application, string secret = Secret) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{id}:{secret}"));

    public static Task<WireAnswer> DiscordAsync(this WireClient client, HttpMethod method, string path, string? authorization = null, HttpContent? content = null, string? agent = Agent)
    {
        HttpRequestMessage request = new(method, client.Address(DiscordHost, path)) { Content = content };
        if (authorization is not null) { request.Headers.TryAddWithoutValidation("Authorization", authorization); }
        if (agent is not null) { request.Headers.TryAddWithoutValidation("User-Agent", agent); }
        return client.SendAsync(request);
    }

    public static Task<WireAnswer> DiscordGetAsync(this WireClient client, string path, string? authorization) => client.DiscordAsync(HttpMethod.Get, path, authorization);

    public static Task<WireAnswer> DiscordFormAsync(this WireClient client, string path, string? authorization, params (string Name, string? Value)[] fields) =>
        client.DiscordAsync(HttpMethod.Post, path, authorization, new FormUrlEncodedContent(fields.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>A token request whose client is in the body.</summary>
    public static Task<WireAnswer> DiscordTokenAsync(this WireClient client, params (string Name, string? Value)[] fields) =>
        client.DiscordFormAsync("/api/oauth2/token", null, [("client_id", Application), ("client_secret", Secret), .. fields]);

    /// <summary>The code of an Activity.</summary>
    public static Task<WireAnswer> DiscordCodeAsync(this WireClient client, string code, string? redirectUri = null, string? verifier = null) =>
        client.DiscordTokenAsync(("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectUri), ("code_verifier", verifier));

    public static Task<WireAnswer> DiscordRefreshAsync(this WireClient client, string token) =>
        client.DiscordTokenAsync(("grant_type", "refresh_token"), ("refresh_token", token));

    public static Task<WireAnswer> DiscordMeAsync(this WireClient client, string token) => client.DiscordGetAsync("/api/oauth2/@me", "Bearer " + token);

    /// <summary>A visit of the authorize page; a value of null leaves its parameter out.</summary>
    public static Task<WireAnswer> DiscordAuthorizeAsync(this WireClient client, params (string Name, string? Value)[] others)
    {
        Dictionary<string, string?> query = new()
        {
            ["client_id"] = Application, ["redirect_uri"] = DiscordRedirect, ["response_type"] = "code", ["scope"] = "identify", ["state"] = BrowserFlow.State,
            ["code_challenge"] = BrowserFlow.Challenge(), ["code_challenge_method"] = "S256",
        };
        foreach ((string name, string? value) in others) { query[name] = value; }
        return client.VisitAsync(client.Address(DiscordHost, QueryHelpers.AddQueryString("/oauth2/authorize", query.Where(one => one.Value is not null))));
    }

    /// <summary>Status, message and code of a refusal of the API.</summary>
    public static (int Status, string Message, int Code) DiscordError(this WireAnswer answer) => ((int)answer.Status, answer["message"], answer.Json["code"]!.GetValue<int>());
}
