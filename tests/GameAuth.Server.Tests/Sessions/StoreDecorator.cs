namespace GameAuth.Server.Tests.Sessions;

/// <summary>A store over another one, for tests that change a few operations.</summary>
internal abstract class StoreDecorator(ISessionStore inner) : ISessionStore
{
    public ISessionStore Inner { get; } = inner;

    public virtual ValueTask OpenAsync(CancellationToken cancellationToken) => Inner.OpenAsync(cancellationToken);

    public virtual ValueTask<CreatedFamily> CreateFamilyAsync(NewFamily family, CancellationToken cancellationToken) => Inner.CreateFamilyAsync(family, cancellationToken);

    public virtual ValueTask<FoundFamily> FindFamilyAsync(FamilyId id, CancellationToken cancellationToken) => Inner.FindFamilyAsync(id, cancellationToken);

    public virtual ValueTask<FoundFamily> FindByNonceAsync(ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken) => Inner.FindByNonceAsync(nonce, cancellationToken);

    public virtual ValueTask<AdvancedFamily> AdvanceFamilyAsync(FamilyStep step, CancellationToken cancellationToken) => Inner.AdvanceFamilyAsync(step, cancellationToken);

    public virtual ValueTask AcknowledgeAsync(FamilyId id, int generation, CancellationToken cancellationToken) => Inner.AcknowledgeAsync(id, generation, cancellationToken);

    public virtual ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken) => Inner.EndAsync(revocation, cancellationToken);

    public virtual ValueTask<RevocationPage> ReadRevocationsAsync(long after, int limit, CancellationToken cancellationToken) => Inner.ReadRevocationsAsync(after, limit, cancellationToken);

    public virtual ValueTask WaitForRevocationsAsync(long after, TimeSpan wait, CancellationToken cancellationToken) => Inner.WaitForRevocationsAsync(after, wait, cancellationToken);

    public virtual ValueTask<IReadOnlyList<SessionFamily>> ListFamiliesAsync(string subject, int limit, CancellationToken cancellationToken) => Inner.ListFamiliesAsync(subject, limit, cancellationToken);

    public virtual ValueTask<bool> UseOnceAsync(ReadOnlyMemory<byte> key, TimeSpan life, CancellationToken cancellationToken) => Inner.UseOnceAsync(key, life, cancellationToken);

    public virtual ValueTask<WindowCount> CountAsync(ReadOnlyMemory<byte> key, WindowQuota quota, CancellationToken cancellationToken) => Inner.CountAsync(key, quota, cancellationToken);

    public virtual ValueTask<long?> SaveWorkAsync(DueWork work, CancellationToken cancellationToken) => Inner.SaveWorkAsync(work, cancellationToken);

    public virtual ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(string kind, int limit, TimeSpan claimFor, CancellationToken cancellationToken) => Inner.ClaimDueAsync(kind, limit, claimFor, cancellationToken);

    public virtual ValueTask<DueWork?> FindWorkAsync(string kind, string id, CancellationToken cancellationToken) => Inner.FindWorkAsync(kind, id, cancellationToken);

    public virtual ValueTask<IReadOnlyList<DueWork>> ListWorkAsync(string kind, string prefix, int limit, CancellationToken cancellationToken) => Inner.ListWorkAsync(kind, prefix, limit, cancellationToken);

    public virtual ValueTask<bool> DeleteWorkAsync(string kind, string id, long version, CancellationToken cancellationToken) => Inner.DeleteWorkAsync(kind, id, version, cancellationToken);

    public virtual ValueTask<TakenPlace> TakePlaceAsync(RoomPlace place, CancellationToken cancellationToken) => Inner.TakePlaceAsync(place, cancellationToken);

    public virtual ValueTask<IReadOnlyList<bool>> RenewPlacesAsync(IReadOnlyList<ReadOnlyMemory<byte>> places, TimeSpan life, CancellationToken cancellationToken) => Inner.RenewPlacesAsync(places, life, cancellationToken);

    public virtual ValueTask<bool> ReleasePlaceAsync(ReadOnlyMemory<byte> place, CancellationToken cancellationToken) => Inner.ReleasePlaceAsync(place, cancellationToken);

    public virtual ValueTask AppendAuditAsync(IReadOnlyList<AuditRow> rows, TimeSpan keepFor, CancellationToken cancellationToken) => Inner.AppendAuditAsync(rows, keepFor, cancellationToken);

    public virtual ValueTask<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken) => Inner.ReadAuditAsync(query, cancellationToken);

    public virtual ValueTask<int> EraseAsync(string subject, IReadOnlyList<ReadOnlyMemory<byte>> accountHashes, CancellationToken cancellationToken) => Inner.EraseAsync(subject, accountHashes, cancellationToken);

    public virtual ValueTask<int> PruneAsync(int limit, CancellationToken cancellationToken) => Inner.PruneAsync(limit, cancellationToken);
}

/// <summary>A store with one row that the test wrote: somebody else's database, or a backup.</summary>
internal sealed class OneRowStore(SessionFamily? family) : StoreDecorator(new MemorySessionStore())
{
    private SessionFamily? _family = family;

    public int Reads { get; private set; }

    private DateTimeOffset Now => _family?.RotatedAt ?? DateTimeOffset.UnixEpoch;

    public override ValueTask<FoundFamily> FindFamilyAsync(FamilyId id, CancellationToken cancellationToken)
    {
        Reads++;
        return new(new FoundFamily(_family, Now));
    }

    public override ValueTask<AdvancedFamily> AdvanceFamilyAsync(FamilyStep step, CancellationToken cancellationToken)
    {
        bool moves = _family!.Generation == step.From;
        _family = moves ? _family with { Generation = step.To } : _family;
        return new(new AdvancedFamily(moves, _family, Now));
    }

    public override ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        int count = _family!.Status == FamilyStatus.Active ? 1 : 0;
        _family = _family with { Status = revocation.Status, EndReason = revocation.Reason };
        return new(new EndedFamilies(count, count, Now));
    }
}
