namespace GameAuth.Benchmarks.Attach;

/// <summary>The network of the benchmark: an empty 200, at once.</summary>
internal sealed class AnsweringHandler : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.FromResult(new HttpResponseMessage());
}
