using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>A bare client: it sends what a test says, signed or not, and keeps nothing.</summary>
internal sealed class WireClient(GameAuthEmulator emulator, TimeProvider? time = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    public const string ClientId = "emulator-client-0001";
    public const string Scope = "service::user.auth.xboxlive.com::MBI_SSL";

    public WireKey Key { get; } = new();

    public DateTimeOffset Now => (time ?? TimeProvider.System).GetUtcNow();

    public Uri Address(string host, string path) => new(emulator.Hosts[host], path);

    public async Task<WireAnswer> SendAsync(HttpRequestMessage request)
    {
        using HttpResponseMessage response = await _http.SendAsync(request);
        return new WireAnswer(response.StatusCode, response, await response.Content.ReadAsByteArrayAsync());
    }

    public Task<WireAnswer> PostFormAsync(string path, params (string Name, string Value)[] fields) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, Address("login.live.com", path))
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        });

    public Task<WireAnswer> PostAsync(string host, string path, JsonNode body, Func<byte[], string>? signature = null, WireKey? key = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body.ToJsonString());
        return PostBytesAsync(host, path, bytes, signature?.Invoke(bytes) ?? (key ?? Key).Sign("POST", path, "", bytes, Now));
    }

    public Task<WireAnswer> PostBytesAsync(string host, string path, byte[] bytes, string? signature)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Address(host, path)) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (!string.IsNullOrEmpty(signature)) { request.Headers.TryAddWithoutValidation("Signature", signature); }
        request.Headers.TryAddWithoutValidation("x-xbl-contract-version", "1");
        return SendAsync(request);
    }

    public Task<WireAnswer> GetProfileAsync(string target, string? authorization, string? contract = "2", string? signature = null)
    {
        HttpRequestMessage request = new(HttpMethod.Get, Address("profile.xboxlive.com", target));
        if (authorization is not null) { request.Headers.TryAddWithoutValidation("Authorization", authorization); }
        if (contract is not null) { request.Headers.TryAddWithoutValidation("x-xbl-contract-version", contract); }
        if (signature is not null) { request.Headers.TryAddWithoutValidation("Signature", signature); }
        return SendAsync(request);
    }

    /// <summary>A request to an API host; a null header is not sent.</summary>
    public Task<WireAnswer> CallAsync(
        string host, string target, string? authorization, string? contract = "2", string? language = "en-GB", string? body = null, string? signature = null)
    {
        HttpRequestMessage request = new(body is null ? HttpMethod.Get : HttpMethod.Post, Address(host, target));
        if (body is not null) { request.Content = new StringContent(body, Encoding.UTF8, "application/json"); }
        if (authorization is not null) { request.Headers.TryAddWithoutValidation("Authorization", authorization); }
        if (contract is not null) { request.Headers.TryAddWithoutValidation("x-xbl-contract-version", contract); }
        if (language is not null) { request.Headers.TryAddWithoutValidation("Accept-Language", language); }
        if (signature is not null) { request.Headers.TryAddWithoutValidation("Signature", signature); }
        return SendAsync(request);
    }

    public void Dispose()
    {
        Key.Dispose();
        _http.Dispose();
    }
}
