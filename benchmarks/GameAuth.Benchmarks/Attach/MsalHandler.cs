using System.Net.Http.Headers;
using Microsoft.Identity.Client;

namespace GameAuth.Benchmarks.Attach;

/// <summary>The peer: Microsoft.Identity.Client with its token in its memory cache, as its users put it in a handler.</summary>
internal sealed class MsalHandler(IConfidentialClientApplication application) : DelegatingHandler(new AnsweringHandler())
{
    private static readonly string[] Scopes = ["https://benchmark.invalid/.default"];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        AuthenticationResult token = await application.AcquireTokenForClient(Scopes).ExecuteAsync(cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.AccessToken);
        return await base.SendAsync(request, cancellationToken);
    }

    public static MsalHandler Create(string token)
    {
        IConfidentialClientApplication application = ConfidentialClientApplicationBuilder.Create("synthetic-benchmark-client")
            .WithClientSecret("synthetic-benchmark-secret")
            .WithAuthority("https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001")
            .WithInstanceDiscovery(false)
            .WithHttpClientFactory(new MsalTokenEndpoint(token))
            .Build();
        return new MsalHandler(application);
    }
}
