using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.TestHost;

namespace GameAuth.Server.Tests.World;

/// <summary>An answer as it came.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, string? ContentType)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Error => Json.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;

    public string AccessToken => Json.GetProperty("access_token").GetString()!;

    public string? BodyRefreshToken => Json.TryGetProperty("refresh_token", out JsonElement token) ? token.GetString() : null;

    public string? SetCookie => Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? cookies.Single() : null;

    public IReadOnlyList<string> SetCookies => Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies) ? [.. cookies] : [];

    /// <summary>The value of the refresh cookie that the answer sets.</summary>
    public string CookieToken => SetCookie!.Split(';')[0].Split('=', 2)[1];

    public string? Header(string name) => Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(", ", values) : null;
}

/// <summary>A client without a memory: each request says what it sends. One with a cookie has an origin that is allowed, as a page has, unless it names another; an empty one stands for none.</summary>
public sealed class ServerClient(ServerNode node, TestServer server, Uri baseAddress)
{
    private const string CookieName = "__Host-gameauth-refresh";

    private readonly HttpClient _http = new(server.CreateHandler()) { BaseAddress = baseAddress };
    private int _tickets;

    public ServerNode Node => node;

    public static string Nonce() => Guid.NewGuid().ToString();

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await _http.SendAsync(request);
        return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers.ContentType?.ToString());
    }

    public Task<Answer> PostAsync(string path, string? body, string contentType = "application/json", params (string Name, string Value)[] headers) =>
        PostAsync(path, body is null ? null : Encoding.UTF8.GetBytes(body), contentType, headers);

    public Task<Answer> PostAsync(string path, byte[]? body, string? contentType, params (string Name, string Value)[] headers)
    {
        ByteArrayContent content = new(body ?? []);
        if (contentType is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        return SendAsync(With(new HttpRequestMessage(HttpMethod.Post, path) { Content = content }, headers));
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(With(new HttpRequestMessage(HttpMethod.Get, path), headers));

    public Task<Answer> GetAsync(string path, string accessToken) => GetAsync(path, ("Authorization", $"Bearer {accessToken}"));

    /// <summary>Signs a player in with a ticket that was never used.</summary>
    public Task<Answer> ExchangeAsync(string player = "ada", string provider = "toy", string? nonce = null, string? ticket = null, params (string Name, string Value)[] headers) =>
        PostAsync($"/api/auth/{provider}/exchange", ExchangeBody(player, nonce, ticket), "application/json", headers);

    public string ExchangeBody(string player = "ada", string? nonce = null, string? ticket = null) =>
        $$"""{"client_nonce":"{{nonce ?? Nonce()}}","ticket":"{{ticket ?? $"{player}-{Interlocked.Increment(ref _tickets)}{GetHashCode()}"}}"}""";

    public Task<Answer> RefreshAsync(string cookie, params (string Name, string Value)[] headers) => PostAsync("/api/auth/refresh", "{}", "application/json", [Cookie(cookie), .. headers]);

    public Task<Answer> RefreshByBodyAsync(string token, params (string Name, string Value)[] headers) =>
        PostAsync("/api/auth/refresh", $$"""{"refresh_token":"{{token}}"}""", "application/json", headers);

    public Task<Answer> LogoutAsync(string cookie, params (string Name, string Value)[] headers) => PostAsync("/api/auth/logout", "{}", "application/json", [Cookie(cookie), .. headers]);

    public static (string Name, string Value) Cookie(string token, string name = CookieName) => ("Cookie", $"{name}={token}");

    private HttpRequestMessage With(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        if (headers.Any(static one => one.Name == "Cookie") && headers.All(static one => one.Name != "Origin"))
        {
            request.Headers.Add("Origin", baseAddress.Scheme == "https" ? ServerWorld.Page : baseAddress.GetLeftPart(UriPartial.Authority));
        }

        foreach ((string name, string value) in headers.Where(static one => one is not { Name: "Origin", Value: "" }))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }
}
