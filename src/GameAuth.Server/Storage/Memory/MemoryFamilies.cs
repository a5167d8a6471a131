using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Server;

/// <summary>The families of a store in memory, by id, by subject and by the nonce that made them. Not safe for two threads at once.</summary>
internal sealed class MemoryFamilies
{
    // Sets of rows, since a dictionary would keep each key a second time.
    private readonly HashSet<FamilyRow> _all = new(new ById());
    private readonly HashSet<FamilyRow> _newest = new(new BySubject());
    private readonly HashSet<FamilyRow>.AlternateLookup<FamilyId> _byId;
    private readonly HashSet<FamilyRow>.AlternateLookup<string> _bySubject;
    private readonly Dictionary<Hash32, TakenNonce> _nonces = [];
    private readonly TextPool _names = new();

    public MemoryFamilies() => (_byId, _bySubject) = (_all.GetAlternateLookup<FamilyId>(), _newest.GetAlternateLookup<string>());

    public FamilyRow? Find(FamilyId id) => _byId.TryGetValue(id, out FamilyRow? row) ? row : null;

    /// <summary>The family whose exchange took a nonce; null where the nonce is free or the family is gone.</summary>
    public FamilyRow? FindByNonce(ReadOnlySpan<byte> nonce, DateTimeOffset now) => TakerOf(Hash32.Of(nonce), now) is { IsRemoved: false } row ? row : null;

    /// <summary>Creates a family, as the newest of its subject.</summary>
    public CreatedFamily Create(NewFamily family, DateTimeOffset now)
    {
        Hash32 nonce = Hash32.Of(family.Nonce.Span);
        if (TakerOf(nonce, now) is { } taker)
        {
            return new CreatedFamily(IsCreated: false, taker.IsRemoved ? null : taker.ToFamily(), now);
        }

        FamilyRow row = new(family, _names, now);
        if (!_all.Add(row))
        {
            throw new ArgumentException("A family with this id exists. The id is a hash of random bytes, so it was made twice.", nameof(family));
        }

        if (_bySubject.TryGetValue(row.Subject, out FamilyRow? newest))
        {
            row.Older = newest;
            newest.Newer = row;
            _newest.Remove(newest);
        }

        _newest.Add(row);
        _nonces[nonce] = new TakenNonce(row, (now + family.NonceLifetime).Ticks);
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
        for (FamilyRow? row = _bySubject.TryGetValue(subject, out FamilyRow? newest) ? newest : null; row is not null; row = row.Older)
        {
            yield return row;
        }
    }

    /// <summary>Removes the families of a subject that do not live.</summary>
    /// <returns>How many are gone.</returns>
    public int Erase(string subject, DateTimeOffset now)
    {
        List<FamilyRow> over = [.. Of(subject).Where(row => !row.IsLive(now))];
        over.ForEach(Remove);
        return over.Count;
    }

    /// <summary>Removes families that can be pruned and nonces that have ended. The first answer goes with the nonce, without which nobody can ask for it.</summary>
    /// <returns>How many rows are gone.</returns>
    public int Prune(DateTimeOffset now, int limit)
    {
        List<FamilyRow> families = [.. _all.Where(row => row.CanBePruned(now)).Take(limit)];
        families.ForEach(Remove);
        List<KeyValuePair<Hash32, TakenNonce>> nonces = [.. _nonces.Where(pair => pair.Value.EndsAt <= now.Ticks).Take(limit)];
        nonces.ForEach(nonce =>
        {
            _nonces.Remove(nonce.Key);
            nonce.Value.Taker.ForgetFirstAnswer();
        });

        // Nonces come in waves, such as after a restart of a game; their room is given back.
        if (nonces.Count > 0 && _nonces.Count < _nonces.Capacity / 4)
        {
            _nonces.TrimExcess();
        }

        return families.Count + nonces.Count;
    }

    private FamilyRow? TakerOf(Hash32 nonce, DateTimeOffset now) => _nonces.TryGetValue(nonce, out TakenNonce taken) && taken.EndsAt > now.Ticks ? taken.Taker : null;

    private IEnumerable<FamilyRow> HitBy(Revocation revocation) => revocation.Target switch
    {
        RevocationTarget.Family => FamilyId.TryParse(revocation.Value, out FamilyId id) && Find(id) is { } row ? [row] : [],
        RevocationTarget.Subject => Of(revocation.Value),
        RevocationTarget.ProviderAccount => _all.Where(row => row.IsOfAccount(revocation.Provider, revocation.Value)),
        RevocationTarget.Everything => _all,
        _ => [],
    };

    private void Remove(FamilyRow row)
    {
        row.IsRemoved = true;
        _all.Remove(row);
        row.Older?.Newer = row.Newer;
        if (row.Newer is not null)
        {
            row.Newer.Older = row.Older;
            return;
        }

        _newest.Remove(row);
        if (row.Older is not null)
        {
            _newest.Add(row.Older);
        }
    }

    private readonly record struct TakenNonce(FamilyRow Taker, long EndsAt);

    private sealed class ById : IEqualityComparer<FamilyRow>, IAlternateEqualityComparer<FamilyId, FamilyRow>
    {
        public bool Equals(FamilyRow? x, FamilyRow? y) => x!.Id == y!.Id;

        public int GetHashCode([DisallowNull] FamilyRow obj) => Hash(obj.Id);

        public bool Equals(FamilyId alternate, FamilyRow other) => Hash32.Of(alternate.Bytes.Span) == other.Id;

        public int GetHashCode(FamilyId alternate) => Hash(Hash32.Of(alternate.Bytes.Span));

        public FamilyRow Create(FamilyId alternate) => throw new NotSupportedException();

        // It is a hash already, of bytes that no client chooses.
        private static int Hash(Hash32 id) => (int)id.A;
    }

    private sealed class BySubject : IEqualityComparer<FamilyRow>, IAlternateEqualityComparer<string, FamilyRow>
    {
        public bool Equals(FamilyRow? x, FamilyRow? y) => string.Equals(x!.Subject, y!.Subject, StringComparison.Ordinal);

        public int GetHashCode([DisallowNull] FamilyRow obj) => GetHashCode(obj.Subject);

        public bool Equals(string alternate, FamilyRow other) => string.Equals(alternate, other.Subject, StringComparison.Ordinal);

        public int GetHashCode(string alternate) => StringComparer.Ordinal.GetHashCode(alternate);

        public FamilyRow Create(string alternate) => throw new NotSupportedException();
    }
}
