using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Identity.Client;

namespace GameAuth.Interop.Msal;

/// <summary>
/// Stands where MSAL expects login.microsoftonline.com: device codes and tokens are those of the emulated login.live.com, with what the v2 endpoint says
/// beyond it (an id token, client_info). Nothing leaves this machine.
/// </summary>
internal sealed class MicrosoftDoor(Uri login, string clientId) : HttpMessageHandler, IMsalHttpClientFactory
{
    private const string XboxScopes = "XboxLive.signin XboxLive.offline_access";
    private readonly HttpClient _emulator = new() { BaseAddress = login };

    /// <summary>How many refresh tokens MSAL has spent.</summary>
    public int Refreshes { get; private set; }

    public HttpClient GetHttpClient() => new(this, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => request.RequestUri!.AbsolutePath switch
    {
        "/consumers/oauth2/v2.0/devicecode" => await ForwardAsync("/oauth20_connect.srf", request, [new("response_type", "device_code")], cancellationToken),
        "/consumers/oauth2/v2.0/token" => await TokenAsync(request, cancellationToken),
        _ => new HttpResponseMessage(HttpStatusCode.NotFound),
    };

    protected override void Dispose(bool disposing)
    {
        _emulator.Dispose();
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> TokenAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await ForwardAsync("/oauth20_token.srf", request, [], cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            return answer;
        }

        JsonObject body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!.AsObject();
        body["scope"] = "XboxLive.signin";
        body["client_info"] = Base64("""{"uid":"synthetic","utid":"synthetic"}""");
        body["id_token"] = $"{Base64("""{"alg":"none"}""")}.{Base64($$"""{"aud":"{{clientId}}","sub":"synthetic","tid":"synthetic","preferred_username":"synthetic@example.test"}""")}.";
        answer.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return answer;
    }

    private async Task<HttpResponseMessage> ForwardAsync(
        string path, HttpRequestMessage request, IReadOnlyList<KeyValuePair<string, string>> more, CancellationToken cancellationToken)
    {
        string form = await request.Content!.ReadAsStringAsync(cancellationToken);
        Dictionary<string, string> fields = form.Split('&').Select(static field => field.Split('=', 2)).ToDictionary(static field => field[0], static field => WebUtility.UrlDecode(field[1])!);
        Refreshes += fields.GetValueOrDefault("grant_type") is "refresh_token" ? 1 : 0;
        fields["scope"] = XboxScopes;
        using FormUrlEncodedContent content = new(fields.Concat(more));
        return await _emulator.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
}
