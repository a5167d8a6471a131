namespace GameAuth.Toy;

/// <summary>The way to the server of a test; the factory may dispose it as often as it likes.</summary>
public sealed class ToyWire(ToyServer server) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        server.AnswerAsync(request, cancellationToken);
}
