using System.Text.Json.Serialization.Metadata;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>A Feathers application over REST: the same calls, with a query string as the npm package qs writes it. The token is the exchange's to put on.</summary>
/// <param name="exchange">The way to the service, with the authenticator of the account.</param>
/// <param name="account">Whose token; null for services that want none.</param>
/// <param name="address">The base address; a service's path follows it.</param>
/// <param name="repeatsReads">Whether a find or a get is tried again after a failure that may pass.</param>
internal sealed class FeathersRest(Exchange exchange, Account? account, Uri address, bool repeatsReads) : IFeathers
{
    public Task<T?> CallAsync<T>(FeathersCall call, JsonTypeInfo<T> result, CancellationToken cancellationToken) => throw new NotImplementedException();
}
