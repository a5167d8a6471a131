using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>The keys of one answer, and until when they are what. Immutable; times are timestamps of the cache's clock.</summary>
internal sealed record JwksSnapshot(JsonWebKeySet Keys, string? EntityTag, long Generation, long AnsweredAt, long RefreshAt, long BelievedUntil)
{
    /// <summary>Whether both hold the same keys under the same ids, in any order: some services shuffle theirs.</summary>
    public bool HasSameKeys(JsonWebKeySet other) => Names(Keys).SetEquals(Names(other));

    private static HashSet<(string? KeyId, string Thumbprint)> Names(JsonWebKeySet keys) => [.. keys.Keys.Select(static key => (key.KeyId, key.Thumbprint))];
}

/// <summary>Makes snapshots of answers.</summary>
internal sealed class JwksSnapshotFactory(JwksCacheOptions options, TimeProvider clock)
{
    // From this share of the lifetime on a refresh is due; up to a tenth of the lifetime earlier, so that a fleet does not ask at once.
    private const double RefreshShare = 0.8;
    private const double JitterShare = 0.1;

    /// <summary>The snapshot that follows; an answer without a key that can be used and found by its id is an error, so that it replaces nothing.</summary>
    /// <exception cref="InvalidDataException">The answer brings no keys.</exception>
    public JwksSnapshot Next(JwksSnapshot? current, JwksResponse response)
    {
        if (response.Body is not { } body)
        {
            return current is null
                ? throw new InvalidDataException("The service says that the keys have not changed, but there are none yet.")
                : Make(current.Keys, current.EntityTag, current.Generation, response.MaxAge);
        }

        if (!JsonWebKeySet.TryParse(body, out JsonWebKeySet? keys, out JwkError error))
        {
            throw new InvalidDataException($"The answer is no key set that can be used: {error}.");
        }

        if (keys.Keys.All(static key => key.KeyId is null))
        {
            throw new InvalidDataException("No key of the answer has an id (kid), so that no token could find one.");
        }

        bool isSame = current?.HasSameKeys(keys) ?? false;

        // The old objects have earned their tables.
        return Make(isSame ? current!.Keys : Keep(current, keys), response.EntityTag, isSame ? current!.Generation : (current?.Generation ?? 0) + 1, response.MaxAge);
    }

    private static JsonWebKeySet Keep(JwksSnapshot? current, JsonWebKeySet keys)
    {
        JsonWebKey Known(JsonWebKey key) => current?.Keys.Keys.FirstOrDefault(old => old.KeyId == key.KeyId && old.Thumbprint == key.Thumbprint) ?? key;
        return current is null ? keys : new JsonWebKeySet([.. keys.Keys.Select(Known)], keys.Refused);
    }

    private JwksSnapshot Make(JsonWebKeySet keys, string? entityTag, long generation, TimeSpan? maxAge)
    {
        TimeSpan life = maxAge ?? options.Lifetime;
        life = life < options.MinLifetime ? options.MinLifetime : life > options.MaxLifetime ? options.MaxLifetime : life;
        double jitter = JitterShare * RandomNumberGenerator.GetInt32(1001) / 1000;
        TimeSpan believed = life > options.StaleLimit ? life : options.StaleLimit;
        return new JwksSnapshot(
            keys,
            entityTag,
            generation,
            clock.GetTimestamp(),
            clock.After(life * (RefreshShare - jitter)),
            clock.After(believed));
    }
}
