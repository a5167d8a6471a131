namespace GameAuth.Jose;

/// <summary>The keys of one answer, and until when they are what. Immutable; times are timestamps of the cache's clock.</summary>
internal sealed record JwksSnapshot(JsonWebKeySet Keys, string? EntityTag, long Generation, long AnsweredAt, long RefreshAt, long BelievedUntil)
{
    public bool HasSameKeys(JsonWebKeySet other) =>
        Keys.Keys.Count == other.Keys.Count && Keys.Keys.Zip(other.Keys).All(static pair =>
            pair.First.KeyId == pair.Second.KeyId && pair.First.Thumbprint == pair.Second.Thumbprint);
}
