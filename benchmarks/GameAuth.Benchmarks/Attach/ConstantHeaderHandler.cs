using System.Net.Http.Headers;

namespace GameAuth.Benchmarks.Attach;

/// <summary>The limit: a header that is always the same, without any thought.</summary>
internal sealed class ConstantHeaderHandler(AuthenticationHeaderValue header) : DelegatingHandler(new AnsweringHandler())
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = header;
        return base.SendAsync(request, cancellationToken);
    }
}
