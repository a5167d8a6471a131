using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace GameAuth.Server.Host.Refreshing;

/// <summary>The session server, at one or more nodes, by clients that are no browsers.</summary>
public sealed class SessionServerTarget(params Uri[] nodes) : IRefreshTarget
{
    // A node that does not know for a moment who was revoked is asked again.
    private const int MostTries = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    /// <inheritdoc/>
    public Task<Grant> SignInAsync(int player) => PostAsync(new Uri(nodes[0], "api/auth/native/exchange"), new { client_nonce = Guid.NewGuid().ToString(), ticket = $"player-{player}" });

    /// <inheritdoc/>
    public Task<Grant> RefreshAsync(string refreshToken, int caller) => PostAsync(new Uri(nodes[caller % nodes.Length], "api/auth/refresh"), new { refresh_token = refreshToken });

    /// <inheritdoc/>
    public async Task<bool> CallAsync(string accessToken, int caller)
    {
        for (int tries = 0; ; tries++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(nodes[caller % nodes.Length], "api/me"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            using HttpResponseMessage response = await _http.SendAsync(request);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || tries == MostTries)
            {
                return response.IsSuccessStatusCode;
            }

            await Task.Delay(Pause);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<Grant> PostAsync<T>(Uri address, T body)
    {
        // With its length, as browsers send it.
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using HttpResponseMessage response = await _http.PostAsync(address, content);
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? Grant.Of(json.GetProperty("refresh_token").GetString()!, json.GetProperty("access_token").GetString()!)
            : Grant.Refused(json.GetProperty("error").GetString()!);
    }
}
