using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Server.Host.Revoking;

/// <summary>A node of a session server, by a client that is no browser and tells each answer as it came.</summary>
public sealed class NodeClient(Uri address) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Only a node that never recovers meets this limit.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false }) { BaseAddress = address };

    /// <summary>Signs a player in; asked again while the node does not know who was revoked.</summary>
    public async Task<Grant> SignInAsync(string player) =>
        await UntilKnownAsync(() => PostAsync("api/auth/native/exchange", new { client_nonce = Guid.NewGuid().ToString(), ticket = player })) is { IsGranted: true } grant
            ? grant
            : throw new InvalidOperationException($"{player} could not sign in.");

    /// <summary>Refreshes.</summary>
    public Task<Grant> RefreshAsync(string refreshToken) => UntilKnownAsync(() => PostAsync("api/auth/refresh", new { refresh_token = refreshToken }));

    /// <summary>Logs out once.</summary>
    public async Task<HttpStatusCode> LogoutAsync(string refreshToken)
    {
        using HttpResponseMessage response = await SendAsync("api/auth/logout", new { refresh_token = refreshToken });
        return response.StatusCode;
    }

    /// <summary>Joins a room by HTTP.</summary>
    /// <returns><c>joined</c>, or the word of the refusal.</returns>
    public async Task<string> JoinAsync(string accessToken, string room)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, $"api/rooms/{room}/join") { Content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } } };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using HttpResponseMessage response = await _http.SendAsync(request);
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode ? "joined" : json.GetProperty("error").GetString()!;
    }

    /// <summary>Calls the API with an access token.</summary>
    public async Task<HttpStatusCode> CallAsync(string accessToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "api/me");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using HttpResponseMessage response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>Calls the API until it answers with a status.</summary>
    public async Task AnswersAsync(string accessToken, HttpStatusCode status)
    {
        using CancellationTokenSource limit = new(Patience);
        while (await CallAsync(accessToken) != status)
        {
            await Task.Delay(Pause, limit.Token);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async Task<Grant> UntilKnownAsync(Func<Task<Grant>> ask)
    {
        using CancellationTokenSource limit = new(Patience);
        while (true)
        {
            Grant grant = await ask();
            if (grant.Error != "temporarily_unavailable")
            {
                return grant;
            }

            await Task.Delay(Pause, limit.Token);
        }
    }

    private async Task<Grant> PostAsync<T>(string path, T body)
    {
        using HttpResponseMessage response = await SendAsync(path, body);
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? Grant.Of(json.GetProperty("refresh_token").GetString()!, json.GetProperty("access_token").GetString()!)
            : Grant.Refused(json.GetProperty("error").GetString()!);
    }

    private async Task<HttpResponseMessage> SendAsync<T>(string path, T body)
    {
        // With its length, as browsers send it.
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await _http.PostAsync(new Uri(path, UriKind.Relative), content);
    }
}
