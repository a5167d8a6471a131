namespace GameAuth.ProviderContract;

/// <summary>Leads the requests of a client past the tap.</summary>
internal sealed class TapHandler(WireTap tap) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        tap.SendAsync(request, () => base.SendAsync(request, cancellationToken), cancellationToken);
}
