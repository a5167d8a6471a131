using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Benchmarks.Server;

/// <summary>npm oidc-provider; see <c>oidc-provider-server.mjs</c>. Its access tokens are JWTs that a resource server checks without it.</summary>
internal sealed class OidcProviderTarget(Uri address) : PeerTarget
{
    private Queue<string>? _tokens;

    public override async Task<Grant> SignInAsync(int player)
    {
        if (_tokens is null or { Count: 0 })
        {
            using HttpResponseMessage made = await Http.PostAsync(new Uri(address, "host/grants?count=256"), null);
            _tokens = new Queue<string>((await made.Content.ReadFromJsonAsync<string[]>())!);
        }

        return Grant.Of(_tokens.Dequeue(), "");
    }

    public override Task<Grant> RefreshAsync(string refreshToken, int caller) => PostFormAsync(
        new Uri(address, "token"), [new("client_id", "game"), new("client_secret", "a-synthetic-secret"), new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]);

    public override Task<bool> CallAsync(string accessToken, int caller) => Task.FromResult(accessToken.Length > 0);
}

/// <summary>OpenIddict; see <c>OpenIddictPeer</c>.</summary>
internal sealed class OpenIddictTarget(Uri address) : PeerTarget
{
    private readonly Uri _token = new(address, "connect/token");

    public override Task<Grant> SignInAsync(int player) =>
        PostFormAsync(_token, [new("grant_type", "password"), new("username", $"player-{player}"), new("password", "-"), new("scope", "offline_access")]);

    public override Task<Grant> RefreshAsync(string refreshToken, int caller) => PostFormAsync(_token, [new("grant_type", "refresh_token"), new("refresh_token", refreshToken)]);

    public override Task<bool> CallAsync(string accessToken, int caller) => CallAsync(new Uri(address, "api/me"), accessToken);
}

/// <summary>ASP.NET Core Identity; see <c>IdentityPeer</c>.</summary>
internal sealed class IdentityTarget(Uri address) : PeerTarget
{
    public override async Task<Grant> SignInAsync(int player)
    {
        var account = new { email = $"player-{player}@example.test", password = "a-synthetic-password" };
        (await PostAsync("register", account)).Dispose();
        return await ReadAsync(await PostAsync("login", account));
    }

    public override async Task<Grant> RefreshAsync(string refreshToken, int caller) => await ReadAsync(await PostAsync("refresh", new { refreshToken }));

    public override Task<bool> CallAsync(string accessToken, int caller) => CallAsync(new Uri(address, "api/me"), accessToken);

    private async Task<HttpResponseMessage> PostAsync<T>(string path, T body)
    {
        using ByteArrayContent content = new(JsonSerializer.SerializeToUtf8Bytes(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return await Http.PostAsync(new Uri(address, path), content);
    }

    private static async Task<Grant> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            if (!response.IsSuccessStatusCode)
            {
                return Grant.Refused(response.ReasonPhrase!);
            }

            JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>();
            return Grant.Of(json.GetProperty("refreshToken").GetString()!, json.GetProperty("accessToken").GetString()!);
        }
    }
}

/// <summary>A peer over HTTP.</summary>
internal abstract class PeerTarget : IRefreshTarget
{
    protected HttpClient Http { get; } = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });

    public abstract Task<Grant> SignInAsync(int player);

    public abstract Task<Grant> RefreshAsync(string refreshToken, int caller);

    public abstract Task<bool> CallAsync(string accessToken, int caller);

    public void Dispose() => Http.Dispose();

    protected async Task<Grant> PostFormAsync(Uri to, IEnumerable<KeyValuePair<string, string>> form)
    {
        using FormUrlEncodedContent content = new(form);
        using HttpResponseMessage response = await Http.PostAsync(to, content);
        JsonElement json = await response.Content.ReadFromJsonAsync<JsonElement>();
        return response.IsSuccessStatusCode
            ? Grant.Of(json.GetProperty("refresh_token").GetString()!, json.GetProperty("access_token").GetString()!)
            : Grant.Refused(json.GetProperty("error").GetString()!);
    }

    protected async Task<bool> CallAsync(Uri api, string accessToken)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, api);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using HttpResponseMessage response = await Http.SendAsync(request);
        return response.IsSuccessStatusCode;
    }
}
