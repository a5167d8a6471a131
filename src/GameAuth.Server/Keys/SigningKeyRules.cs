namespace GameAuth.Server;

/// <summary>When signing keys are made, sign, and go. Pure: it looks at times alone.</summary>
/// <param name="Notice">How long a key is published before it signs, so that verifiers who cache keys have it.</param>
/// <param name="Lifetime">How long a key signs.</param>
/// <param name="Keep">How long a key stays after the next one has begun to sign: until its last token has ended at every node's clock.</param>
internal readonly record struct SigningKeyRules(TimeSpan Notice, TimeSpan Lifetime, TimeSpan Keep)
{
    /// <summary>The key that signs at a time: the newest whose time has come, of several that begin at once the last. Null where there are none.</summary>
    public static SigningKeyRecord? SignerAt(IReadOnlyList<SigningKeyRecord> keys, DateTimeOffset now) =>
        keys.Where(key => key.SignsFrom <= now).OrderBy(static key => key.SignsFrom).LastOrDefault() ?? keys.MinBy(static key => key.SignsFrom);

    /// <summary>When a key that has to be made now shall begin to sign; null where none has to be made.</summary>
    /// <param name="keys">The keys that there are.</param>
    /// <param name="algorithm">The algorithm that the server wants.</param>
    /// <param name="now">The time.</param>
    public DateTimeOffset? NextSignsFrom(IReadOnlyList<SigningKeyRecord> keys, string algorithm, DateTimeOffset now)
    {
        // Nobody has cached keys of a server that had none.
        if (keys.MaxBy(static key => key.SignsFrom) is not { } last)
        {
            return now;
        }

        // While nodes of two releases want different algorithms, each key gets its notice before the other node may ask for the next.
        if (last.Algorithm != algorithm && (keys.Count == 1 || last.CreatedAt <= now - Notice))
        {
            return now + Notice;
        }

        return now < last.SignsUntil - Notice ? null
            : last.SignsUntil > now + Notice ? last.SignsUntil
            : now + Notice;
    }

    /// <summary>The keys that stay: those that sign, will sign, or have signed tokens that may not have ended.</summary>
    public IReadOnlyList<SigningKeyRecord> KeptAt(IReadOnlyList<SigningKeyRecord> keys, DateTimeOffset now)
    {
        TimeSpan keep = Keep;
        return [.. keys.Where(key => !keys.Any(newer => newer.SignsFrom > key.SignsFrom && newer.SignsFrom + keep <= now))];
    }
}
