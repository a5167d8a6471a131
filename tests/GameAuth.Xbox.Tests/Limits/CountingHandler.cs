using System.Net;

namespace GameAuth.Xbox.Tests;

/// <summary>Answers every request at once, and counts.</summary>
internal sealed class CountingHandler : HttpMessageHandler
{
    public int Count { get; private set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Count++;
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK));
    }
}
