using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Server;

/// <summary>The families of a store in memory, by id, by subject and by the nonce that made them. Not safe for two threads at once.</summary>
internal sealed class MemoryFamilies
{
    private readonly HashSet<FamilyRow> _byId = new(new ById());
    private readonly Dictionary<string, FamilyRow> _newestOf = new(StringComparer.Ordinal);
    private readonly HashSet<FamilyRow>.AlternateLookup<FamilyId> _find;
    private readonly Dictionary<Hash32, TakenNonce> _nonces = [];
    private readonly TextPool _names = new();

    public MemoryFamilies() => _find = _byId.GetAlternateLookup<FamilyId>();

    public FamilyRow? Find(FamilyId id) => _find.TryGetValue(id, out FamilyRow? row) ? row : null;

    /// <summary>The family whose exchange took a nonce; null where the nonce is free or the family is gone.</summary>
    public FamilyRow? FindByNonce(Hash32 nonce, DateTimeOffset now) => IsTaken(nonce, now, out FamilyId family) ? Find(family) : null;

    /// <summary>Creates a family, as the newest of its subject.</summary>
    public CreatedFamily Create(NewFamily family, DateTimeOffset now)
    {
        Hash32 nonce = Hash32.Of(family.Nonce.Span);
        if (IsTaken(nonce, now, out FamilyId taken))
        {
            return new CreatedFamily(IsCreated: false, Find(taken)?.ToFamily(), now);
        }

        FamilyRow row = new(family, _names, now);
        if (!_byId.Add(row))
        {
            throw new ArgumentException("A family with this id exists. The id is a hash of random bytes, so it was made twice.", nameof(family));
        }

        if (_newestOf.TryGetValue(row.Subject, out FamilyRow? newest))
        {
            row.Older = newest;
            newest.Newer = row;
        }

        _newestOf[row.Subject] = row;
        _nonces[nonce] = new TakenNonce(row.Id, now + family.NonceLifetime);
        return new CreatedFamily(IsCreated: true, row.ToFamily(), now);
    }

    /// <summary>Ends the families that a revocation hits.</summary>
    /// <returns>How many it ended.</returns>
    public int End(Revocation revocation)
    {
        int count = 0;
        foreach (FamilyRow row in HitBy(revocation))
        {
            if (!row.IsEnded && (revocation.Before is not { } before || row.IsCreatedBefore(before)))
            {
                row.End(revocation.Status, revocation.Reason);
                count++;
            }
        }

        return count;
    }

    /// <summary>The families of a subject, the newest first.</summary>
    public IEnumerable<FamilyRow> Of(string subject)
    {
        for (FamilyRow? row = _newestOf.GetValueOrDefault(subject); row is not null; row = row.Older)
        {
            yield return row;
        }
    }

    /// <summary>Removes families that can be pruned and nonces that have ended. The first answer goes with the nonce, without which nobody can ask for it.</summary>
    /// <returns>How many rows are gone.</returns>
    public int Prune(DateTimeOffset now, int limit)
    {
        List<FamilyRow> families = [.. _byId.Where(row => row.CanBePruned(now)).Take(limit)];
        families.ForEach(Remove);
        List<KeyValuePair<Hash32, TakenNonce>> nonces = [.. _nonces.Where(pair => pair.Value.EndsAt <= now).Take(limit)];
        nonces.ForEach(nonce =>
        {
            _nonces.Remove(nonce.Key);
            Find(nonce.Value.Family)?.ForgetFirstAnswer();
        });
        return families.Count + nonces.Count;
    }

    private bool IsTaken(Hash32 nonce, DateTimeOffset now, out FamilyId family)
    {
        bool isTaken = _nonces.TryGetValue(nonce, out TakenNonce taken) && taken.EndsAt > now;
        family = taken.Family;
        return isTaken;
    }

    private IEnumerable<FamilyRow> HitBy(Revocation revocation) => revocation.Target switch
    {
        RevocationTarget.Family => FamilyId.TryParse(revocation.Value, out FamilyId id) && Find(id) is { } row ? [row] : [],
        RevocationTarget.Subject => Of(revocation.Value),
        RevocationTarget.ProviderAccount => _byId.Where(row => row.IsOfAccount(revocation.Provider, revocation.Value)),
        RevocationTarget.Everything => _byId,
        _ => [],
    };

    private void Remove(FamilyRow row)
    {
        _byId.Remove(row);
        row.Older?.Newer = row.Newer;
        if (row.Newer is not null)
        {
            row.Newer.Older = row.Older;
        }
        else if (row.Older is not null)
        {
            _newestOf[row.Subject] = row.Older;
        }
        else
        {
            _newestOf.Remove(row.Subject);
        }
    }

    private readonly record struct TakenNonce(FamilyId Family, DateTimeOffset EndsAt);

    private sealed class ById : IEqualityComparer<FamilyRow>, IAlternateEqualityComparer<FamilyId, FamilyRow>
    {
        public bool Equals(FamilyRow? x, FamilyRow? y) => x!.Id == y!.Id;

        public int GetHashCode([DisallowNull] FamilyRow obj) => obj.Id.GetHashCode();

        public bool Equals(FamilyId alternate, FamilyRow other) => alternate == other.Id;

        public int GetHashCode(FamilyId alternate) => alternate.GetHashCode();

        public FamilyRow Create(FamilyId alternate) => throw new NotSupportedException();
    }
}
