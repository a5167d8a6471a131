using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Jose;

namespace GameAuth.Server.Host.Canaries;

/// <summary>
/// Signs in, refreshes, reuses, logs out and fails, at a server that has the <see cref="CanaryVerifier"/>, and notes every secret that went over the wire. None of them may be found in what the
/// server has stored or logged.
/// </summary>
public sealed class CanaryStory(Uri address, Canaries canaries) : IDisposable
{
    private const string Exchange = "api/auth/canary/exchange";
    private const string Refresh = "api/auth/refresh";
    private const string Logout = "api/auth/logout";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = address };
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string? _nonce;

    /// <summary>Runs it.</summary>
    public async Task RunAsync()
    {
        await LoseAndReuseAsync();
        await LogOutWithProofsAsync();
        await FailAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _http.Dispose();
        _key.Dispose();
    }

    // The answer of the exchange is lost, two tabs refresh, and an old token is used again.
    private async Task LoseAndReuseAsync()
    {
        string body = ExchangeBody("ticket");
        await PostAsync(200, Exchange, body);
        JsonElement first = await PostAsync(200, Exchange, body);
        JsonElement second = await PostAsync(200, Refresh, RefreshBody(first));
        await PostAsync(200, Refresh, RefreshBody(first));
        await CallAsync(200, Text(second, "access_token"));
        JsonElement third = await PostAsync(200, Refresh, RefreshBody(second));
        await PostAsync(401, Refresh, RefreshBody(first));
        await PostAsync(401, Refresh, RefreshBody(third));
        await PostAsync(409, Exchange, body);
    }

    private async Task LogOutWithProofsAsync()
    {
        string body = ExchangeBody("ticket");
        await PostAsync(401, Exchange, body, isProven: true);
        JsonElement first = await PostAsync(200, Exchange, body, isProven: true);
        await PostAsync(401, Refresh, RefreshBody(first));
        JsonElement second = await PostAsync(200, Refresh, RefreshBody(first), isProven: true);
        await PostAsync(204, Logout, RefreshBody(second), isProven: true);
        await CallAsync(401, Text(second, "access_token"), isEventual: true);
    }

    private async Task FailAsync()
    {
        await PostAsync(401, Exchange, ExchangeBody("refuse"));
        await PostAsync(503, Exchange, ExchangeBody("throw"));
        await PostAsync(400, Exchange, "{\"" + canaries.New("member") + "\":");
        await PostAsync(400, Exchange, $$"""{"client_nonce":"{{canaries.New("nonce")}} ","ticket":"{{canaries.New("ticket")}}"}""");
        await PostAsync(401, Refresh, $$"""{"refresh_token":"{{canaries.New("refresh")}}"}""");
        await CallAsync(401, canaries.New("bearer"));
        using HttpRequestMessage cookie = new(HttpMethod.Post, Refresh) { Content = Json("{}"), Headers = { { "Cookie", $"gameauth-refresh={canaries.New("cookie")}" }, { "Origin", address.GetLeftPart(UriPartial.Authority) }, { "DPoP", canaries.New("proof") } } };
        await SendAsync(401, cookie);
    }

    private string ExchangeBody(string ticket) => $$"""{"client_nonce":"{{canaries.Add("client_nonce", Guid.NewGuid().ToString())}}","ticket":"{{canaries.New(ticket)}}","more":"{{canaries.New("more")}}"}""";

    private static string RefreshBody(JsonElement tokens) => $$"""{"refresh_token":"{{Text(tokens, "refresh_token")}}"}""";

    private async Task<JsonElement> PostAsync(int status, string path, string body, bool isProven = false)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = Json(body) };
        if (isProven)
        {
            string proof = new DpopProofWriter(new EcdsaJwsSigner(_key)).Write("POST", new Uri(address, path), nonce: _nonce);
            request.Headers.Add("DPoP", canaries.Add("proof", proof));
        }

        return await SendAsync(status, request);
    }

    private async Task CallAsync(int status, string token, bool isEventual = false)
    {
        // A revocation comes to the node's index a moment after the answer.
        for (int tries = isEventual ? 200 : 1; ; tries--)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, "api/me");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using HttpResponseMessage response = await _http.SendAsync(request);
            if ((int)response.StatusCode == status)
            {
                return;
            }

            if (tries == 1)
            {
                throw new InvalidOperationException($"A call was answered with {(int)response.StatusCode} in place of {status}.");
            }

            await Task.Delay(20);
        }
    }

    private async Task<JsonElement> SendAsync(int status, HttpRequestMessage request)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", canaries.New("user-agent"));
        using HttpResponseMessage response = await _http.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode != status)
        {
            throw new InvalidOperationException($"{request.RequestUri} was answered with {(int)response.StatusCode} in place of {status}: {text}");
        }

        _nonce = response.Headers.TryGetValues("DPoP-Nonce", out IEnumerable<string>? nonces) ? nonces.Single() : _nonce;
        JsonElement json = text.Length > 0 ? JsonDocument.Parse(text).RootElement : default;
        if (status == 200)
        {
            canaries.AddAccess(Text(json, "access_token"));
            canaries.AddRefresh(Text(json, "refresh_token"));
        }

        return json;
    }

    private static string Text(JsonElement json, string member) => json.GetProperty(member).GetString()!;

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
