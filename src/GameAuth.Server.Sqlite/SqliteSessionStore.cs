using GameAuth.Server.Sqlite;

namespace GameAuth.Server;

/// <summary>A session store in one SQLite file: durable, with group commit, shared by the processes of one machine.</summary>
/// <remarks>
/// <para>
/// Each write is on the disk when its task ends (write-ahead log, <c>synchronous = FULL</c>). One thread writes; what arrives while it flushes is committed together by the next flush. Reads run
/// on the caller's thread beside it, and do not wait for writes. Safe for use from any thread, and from several processes on one machine; a file on a network file system is refused.
/// </para>
/// <para>The store's clock is the machine's, or the one that it was made with. Its columns hold what the interface calls hashes, sealed payloads and the names that an administrator searches for.</para>
/// </remarks>
public sealed class SqliteSessionStore : ISessionStore, IAsyncDisposable, IDisposable
{
    private readonly SqliteFile _file;
    private readonly RevocationWatch _watch;
    private readonly bool _ownsFile;

    /// <summary>Names a file. It is opened by <see cref="OpenAsync"/>, or by the first call.</summary>
    /// <param name="options">Where it is; read once.</param>
    /// <param name="timeProvider">The store's clock; null takes <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public SqliteSessionStore(SqliteStoreOptions options, TimeProvider? timeProvider = null)
        : this(new SqliteFile(options, timeProvider ?? TimeProvider.System), ownsFile: true)
    {
    }

    internal SqliteSessionStore(SqliteFile file, bool ownsFile)
    {
        _file = file;
        _ownsFile = ownsFile;
        _watch = new RevocationWatch(file);
    }

    /// <summary>The script that makes the schema, or brings it up to date, for who runs it himself (<see cref="SqliteStoreOptions.MigrateOnStart"/>). It sets the version of the schema too.</summary>
    /// <param name="fromVersion">The version of the schema that the file has (<c>PRAGMA user_version</c>); 0 for an empty file.</param>
    /// <returns>SQL for the <c>sqlite3</c> shell: one transaction.</returns>
    /// <exception cref="ArgumentOutOfRangeException">This release knows no such version.</exception>
    public static string GetSchemaScript(int fromVersion = 0) => Schema.Current.Script(fromVersion);

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => _file.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<CreatedFamily> CreateFamilyAsync(NewFamily family, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(family);
        return await _file.WriteAsync(family, FamilyRows.Create, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException("A family with this id exists.", nameof(family));
    }

    /// <inheritdoc/>
    public async ValueTask<FoundFamily> FindFamilyAsync(FamilyId id, CancellationToken cancellationToken) =>
        new(await _file.ReadAsync(id, FamilyRows.Find, cancellationToken).ConfigureAwait(false), _file.Now);

    /// <inheritdoc/>
    public async ValueTask<FoundFamily> FindByNonceAsync(ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(nonce);
        DateTimeOffset now = _file.Now;
        return new FoundFamily(await _file.ReadAsync((nonce, now), FamilyRows.FindByNonce, cancellationToken).ConfigureAwait(false), now);
    }

    /// <inheritdoc/>
    public ValueTask<AdvancedFamily> AdvanceFamilyAsync(FamilyStep step, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(step);
        return _file.WriteAsync(step, FamilyRows.Advance, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AcknowledgeAsync(FamilyId id, int generation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        await _file.WriteAsync((id, generation), FamilyRows.Acknowledge, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(revocation);
        EndedFamilies ended = await _file.WriteAsync(revocation, RevocationRows.End, cancellationToken).ConfigureAwait(false);
        if (ended.Position > 0)
        {
            _watch.Wake();
        }

        return ended;
    }

    /// <inheritdoc/>
    public ValueTask<RevocationPage> ReadRevocationsAsync(long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _file.ReadAsync((after, limit, _file.Now), RevocationRows.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask WaitForRevocationsAsync(long after, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        return _watch.WaitAsync(after, wait, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionFamily>> ListFamiliesAsync(string subject, int limit, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(subject, SessionStoreLimits.Text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _file.ReadAsync((subject, limit), FamilyRows.List, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> UseOnceAsync(ReadOnlyMemory<byte> key, TimeSpan life, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(key);
        SessionStoreLimits.CheckSpan(life);
        return _file.WriteAsync((key, life), OnceRows.Use, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<WindowCount> CountAsync(ReadOnlyMemory<byte> key, WindowQuota quota, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(key);
        SessionStoreLimits.Check(quota);
        return _file.WriteAsync((key, quota), OnceRows.Count, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long?> SaveWorkAsync(DueWork work, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(work);
        return _file.WriteAsync(work, WorkRows.Save, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(string kind, int limit, TimeSpan claimFor, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(kind, SessionStoreLimits.Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        SessionStoreLimits.CheckSpan(claimFor);
        return _file.WriteAsync((kind, limit, claimFor), WorkRows.Claim, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DueWork?> FindWorkAsync(string kind, string id, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, id);
        return _file.ReadAsync((kind, id), WorkRows.Find, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueWork>> ListWorkAsync(string kind, string prefix, int limit, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _file.ReadAsync((kind, prefix, limit), WorkRows.List, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteWorkAsync(string kind, string id, long version, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, id);
        return _file.WriteAsync((kind, id, version), WorkRows.Delete, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TakenPlace> TakePlaceAsync(RoomPlace place, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(place);
        return _file.WriteAsync(place, PlaceRows.Take, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<bool>> RenewPlacesAsync(IReadOnlyList<ReadOnlyMemory<byte>> places, TimeSpan life, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckPlaces(places);
        SessionStoreLimits.CheckSpan(life);
        return _file.WriteAsync((places, life), PlaceRows.Renew, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleasePlaceAsync(ReadOnlyMemory<byte> place, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(place);
        return _file.WriteAsync(place, PlaceRows.Release, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask AppendAuditAsync(IReadOnlyList<AuditRow> rows, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(rows);
        SessionStoreLimits.CheckSpan(keepFor);
        await _file.WriteAsync((rows, keepFor), AuditRows.Append, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(query);
        return _file.ReadAsync((query, _file.Now), AuditRows.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> EraseAsync(string subject, IReadOnlyList<ReadOnlyMemory<byte>> accountHashes, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(subject, SessionStoreLimits.Text);
        SessionStoreLimits.CheckAccounts(accountHashes);
        return _file.WriteAsync((subject, accountHashes), AuditRows.Erase, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> PruneAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        int total = 0;
        foreach (EndedRows.Deletion deletion in EndedRows.Kinds)
        {
            int deleted;
            int left = limit;
            do
            {
                deleted = await _file.WriteAsync(
                    (deletion, Limit: Math.Min(left, EndedRows.Batch)), static (connection, work, now) => work.deletion(connection, work.Limit, now), cancellationToken).ConfigureAwait(false);
                left -= deleted;
                total += deleted;
            }
            while (left > 0 && deleted == EndedRows.Batch);
        }

        return total;
    }

    /// <summary>Finishes what was begun, and closes the file.</summary>
    /// <returns>Done when the file is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        await _watch.DisposeAsync().ConfigureAwait(false);
        if (_ownsFile)
        {
            await _file.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>The same as <see cref="DisposeAsync"/>; it waits.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
