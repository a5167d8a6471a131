namespace System.Net.Http;

/// <summary>A handler as another package has it, which follows redirects and keeps cookies unless it is told otherwise.</summary>
internal sealed class WinHttpHandler : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw new NotSupportedException();
}
