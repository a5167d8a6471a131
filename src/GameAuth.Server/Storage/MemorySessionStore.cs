namespace GameAuth.Server;

/// <summary>A session store in the memory of this process, for tests, development and servers whose players may sign in again at every start.</summary>
/// <remarks>
/// Safe for use from any thread; each operation happens whole, under one lock. Several hosts of one process may share one. Its clock is the <see cref="TimeProvider"/> that it is given.
/// A family takes about half a kilobyte. Of the audit the newest 10,000 rows are kept.
/// </remarks>
public sealed class MemorySessionStore : ISessionStore
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly MemoryFamilies _families = new();
    private readonly MemoryRevocationLog _log = new();
    private readonly MemoryWork _work = new();
    private readonly MemoryPlaces _places = new();
    private readonly MemoryAudit _audit = new();

    /// <summary>Creates an empty store.</summary>
    /// <param name="timeProvider">Its clock; null takes <see cref="TimeProvider.System"/>.</param>
    public MemorySessionStore(TimeProvider? timeProvider = null) => _time = timeProvider ?? TimeProvider.System;

    private DateTimeOffset Now => _time.GetUtcNow().ToUniversalTime();

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<CreatedFamily> CreateFamilyAsync(NewFamily family, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(family);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_families.Create(family, Now));
    }

    /// <inheritdoc/>
    public ValueTask<FoundFamily> FindFamilyAsync(FamilyId id, CancellationToken cancellationToken)
    {
        using Lock.Scope held = Enter(cancellationToken);
        return new(new FoundFamily(_families.Find(id)?.ToFamily(), Now));
    }

    /// <inheritdoc/>
    public ValueTask<FoundFamily> FindByNonceAsync(ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(nonce);
        using Lock.Scope held = Enter(cancellationToken);
        DateTimeOffset now = Now;
        return new(new FoundFamily(_families.FindByNonce(nonce.Span, now)?.ToFamily(), now));
    }

    /// <inheritdoc/>
    public ValueTask<AdvancedFamily> AdvanceFamilyAsync(FamilyStep step, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(step);
        using Lock.Scope held = Enter(cancellationToken);
        DateTimeOffset now = Now;
        FamilyRow? row = _families.Find(step.Id);
        bool moves = row is not null && row.Generation == step.From && row.IsLive(now);
        if (moves)
        {
            row!.Advance(step, now);
        }

        return new(new AdvancedFamily(moves, row?.ToFamily(), now));
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(FamilyId id, int generation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        using Lock.Scope held = Enter(cancellationToken);
        _families.Find(id)?.Acknowledge(generation);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(revocation);
        using Lock.Scope held = Enter(cancellationToken);
        DateTimeOffset now = Now;
        int count = _families.End(revocation);
        bool isLogged = count > 0 || revocation.Target != RevocationTarget.Family;
        if (isLogged && revocation.Audit is { } row)
        {
            _audit.Append([row], now + revocation.AuditFor);
        }

        return new(new EndedFamilies(count, isLogged ? _log.Append(revocation, now) : 0, now));
    }

    /// <inheritdoc/>
    public ValueTask<RevocationPage> ReadRevocationsAsync(long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_log.Read(after, limit, Now));
    }

    /// <inheritdoc/>
    public async ValueTask WaitForRevocationsAsync(long after, TimeSpan wait, CancellationToken cancellationToken)
    {
        Task grown;
        using (Enter(cancellationToken))
        {
            // A log that was set back below what the caller has is news too. What has ended is read by nobody, however new it is.
            grown = _log.Head < after || _log.IsAbove(after, Now) ? Task.CompletedTask : _log.Grown;
        }

        try
        {
            await grown.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whoever waits reads again anyhow.
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionFamily>> ListFamiliesAsync(string subject, int limit, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(subject, SessionStoreLimits.Text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using Lock.Scope held = Enter(cancellationToken);
        return new([.. _families.Of(subject).Take(limit).Select(static row => row.ToFamily())]);
    }

    /// <inheritdoc/>
    public ValueTask<bool> UseOnceAsync(ReadOnlyMemory<byte> key, TimeSpan life, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(key);
        SessionStoreLimits.CheckSpan(life);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_work.UseOnce(key.Span, life, Now));
    }

    /// <inheritdoc/>
    public ValueTask<WindowCount> CountAsync(ReadOnlyMemory<byte> key, WindowQuota quota, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(key);
        SessionStoreLimits.Check(quota);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_work.Count(key.Span, quota, Now));
    }

    /// <inheritdoc/>
    public ValueTask<long?> SaveWorkAsync(DueWork work, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(work);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_work.Save(work));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(string kind, int limit, TimeSpan claimFor, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(kind, SessionStoreLimits.Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        SessionStoreLimits.CheckSpan(claimFor);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_work.Claim(kind, limit, claimFor, Now));
    }

    /// <inheritdoc/>
    public ValueTask<DueWork?> FindWorkAsync(string kind, string id, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, id);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_work.Find(kind, id));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueWork>> ListWorkAsync(string kind, string prefix, int limit, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_work.List(kind, prefix, limit));
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteWorkAsync(string kind, string id, long version, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, id);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_work.Delete(kind, id, version));
    }

    /// <inheritdoc/>
    public ValueTask<TakenPlace> TakePlaceAsync(RoomPlace place, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(place);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_places.Take(place, Now));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<bool>> RenewPlacesAsync(IReadOnlyList<ReadOnlyMemory<byte>> places, TimeSpan life, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckPlaces(places);
        SessionStoreLimits.CheckSpan(life);
        using Lock.Scope held = Enter(cancellationToken);
        DateTimeOffset now = Now;
        return new([.. places.Select(place => _places.Renew(place.Span, life, now))]);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleasePlaceAsync(ReadOnlyMemory<byte> place, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(place);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_places.Release(place.Span, Now));
    }

    /// <inheritdoc/>
    public ValueTask AppendAuditAsync(IReadOnlyList<AuditRow> rows, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(rows);
        SessionStoreLimits.CheckSpan(keepFor);
        using Lock.Scope held = Enter(cancellationToken);
        _audit.Append(rows, Now + keepFor);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(query);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_audit.Read(query, Now));
    }

    /// <inheritdoc/>
    public ValueTask<int> EraseAsync(string subject, IReadOnlyList<ReadOnlyMemory<byte>> accountHashes, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(subject, SessionStoreLimits.Text);
        SessionStoreLimits.CheckAccounts(accountHashes);
        using Lock.Scope held = Enter(cancellationToken);
        return new(_families.Erase(subject, Now) + _audit.Erase(accountHashes));
    }

    /// <inheritdoc/>
    public ValueTask<int> PruneAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using Lock.Scope held = Enter(cancellationToken);
        DateTimeOffset now = Now;
        return new(_families.Prune(now, limit) + _log.Prune(now, limit) + _work.Prune(now, limit) + _places.Prune(now, limit) + _audit.Prune(now, limit));
    }

    private Lock.Scope Enter(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return _gate.EnterScope();
    }
}
