using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace SessionServer;

/// <summary>What the server answered.</summary>
internal sealed record Answer(HttpStatusCode Status, JsonElement Body, string? Nonce)
{
    public bool IsOk => Status is HttpStatusCode.OK or HttpStatusCode.NoContent;

    public string AccessToken => Text("access_token");

    public string RefreshToken => Text("refresh_token");

    public string Error => Text("error");

    /// <summary>When to come again.</summary>
    public TimeSpan RetryAfter => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty("retry_after_ms", out JsonElement wait) ? TimeSpan.FromMilliseconds(wait.GetInt64()) : TimeSpan.Zero;

    public string Text(string member) => Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(member, out JsonElement text) ? text.GetString() ?? "" : "";
}

/// <summary>A client of the session server. Tabs of one browser share their jar of cookies, and send the origin of their page; a client that is no browser has neither.</summary>
internal sealed class Player(Uri address, CookieContainer? browser) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = browser is not null, CookieContainer = browser ?? new CookieContainer(), AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = address };

    /// <summary>The refresh token in the jar.</summary>
    public string Cookie => browser?.GetCookies(address)["gameauth-refresh"]?.Value ?? "";

    public async Task<string> GetTicketAsync(string player, CancellationToken cancellationToken) =>
        await _http.GetStringAsync(new Uri(address, $"toy/ticket?player={player}"), cancellationToken);

    public static string ExchangeBody(string ticket) => $$"""{"client_nonce":"{{Guid.NewGuid()}}","ticket":"{{ticket}}"}""";

    public async Task<Answer> PostAsync(string path, string body, string? proof, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        return await SendAsync(request, cancellationToken);
    }

    public Task<Answer> PostAsync(string path, string body, CancellationToken cancellationToken) => PostAsync(path, body, proof: null, cancellationToken);

    public Task<Answer> CallAsync(string accessToken, CancellationToken cancellationToken) => AskAsync(HttpMethod.Get, "api/me", accessToken, cancellationToken);

    /// <summary>How many live sessions the player has.</summary>
    public async Task<int> CountSessionsAsync(string accessToken, CancellationToken cancellationToken) =>
        (await AskAsync(HttpMethod.Get, "api/auth/sessions", accessToken, cancellationToken)).Body.GetProperty("sessions").GetArrayLength();

    public Task<Answer> EndOthersAsync(string accessToken, CancellationToken cancellationToken) => AskAsync(HttpMethod.Post, "api/auth/sessions/end-others", accessToken, cancellationToken);

    public void Dispose() => _http.Dispose();

    private async Task<Answer> AskAsync(HttpMethod method, string path, string accessToken, CancellationToken cancellationToken)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        return await SendAsync(request, cancellationToken);
    }

    private async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (browser is not null && request.Method == HttpMethod.Post)
        {
            request.Headers.Add("Origin", address.GetLeftPart(UriPartial.Authority));
        }

        using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        string? nonce = response.Headers.TryGetValues("DPoP-Nonce", out IEnumerable<string>? values) ? values.Single() : null;
        return new Answer(response.StatusCode, text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default, nonce);
    }
}
