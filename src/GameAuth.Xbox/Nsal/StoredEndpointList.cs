using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A list as it is kept: what came, so that a later version of this library reads it with its own eyes.</summary>
internal sealed class StoredEndpointList : IToken
{
    public required EndpointListBody List { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }
}
