using System.Text;
using Microsoft.Identity.Client;

namespace GameAuth.Benchmarks.Attach;

/// <summary>The token endpoint of the peer, in memory: asked once, before anything is measured.</summary>
internal sealed class MsalTokenEndpoint(string token) : HttpMessageHandler, IMsalHttpClientFactory
{
    public HttpClient GetHttpClient() => new(this, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage
        {
            Content = new StringContent($$"""{"token_type":"Bearer","expires_in":86399,"access_token":"{{token}}"}""", Encoding.UTF8, "application/json"),
        });
}
