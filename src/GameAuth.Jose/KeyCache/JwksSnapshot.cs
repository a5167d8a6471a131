namespace GameAuth.Jose;

/// <summary>The keys of one answer, and until when they are what. Immutable; times are timestamps of the cache's clock.</summary>
internal sealed record JwksSnapshot(JsonWebKeySet Keys, string? EntityTag, long Generation, long AnsweredAt, long RefreshAt, long BelievedUntil)
{
    /// <summary>Whether both hold the same keys under the same ids, in any order: some services shuffle theirs.</summary>
    public bool HasSameKeys(JsonWebKeySet other) => Names(Keys).SetEquals(Names(other));

    private static HashSet<(string? KeyId, string Thumbprint)> Names(JsonWebKeySet keys) => [.. keys.Keys.Select(static key => (key.KeyId, key.Thumbprint))];
}
