using GameAuth.Server.PostgreSql;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server;

/// <summary>A session store in PostgreSQL, for many nodes. Each operation is one statement in a transaction of its own: one round trip.</summary>
/// <remarks>
/// <para>
/// Safe for use from any thread and from any number of processes. The database's clock decides about time. See <see cref="PostgreSqlStoreOptions"/> for poolers, schema and durability.
/// </para>
/// <para>
/// Appends to the log of revocations come one after the other, by a lock that lasts as long as the transaction, so that no position is seen late; a refresh takes no such lock. Who ends the
/// sessions of a subject, of an account or of everybody waits for the sign-ins that have begun, so that none slips through. Nodes hear of entries by NOTIFY; where that fails,
/// <see cref="WaitForRevocationsAsync"/> ends with its wait, and whoever polls keeps the bound.
/// </para>
/// <para>A transaction that lost against another one is made again, up to five times. Any other failure is told at once: who asks knows whether to ask again.</para>
/// </remarks>
public sealed class PostgreSqlSessionStore : ISessionStore, IAsyncDisposable
{
    private static readonly Task s_never = new TaskCompletionSource().Task;

    private readonly PostgreSqlDatabase _database;
    private readonly TimeProvider _time;
    private readonly FamilyTable _families;
    private readonly RevocationLog _log;
    private readonly Counters _counters;
    private readonly WorkTable _work;
    private readonly PlaceTable _places;
    private readonly AuditTable _audit;
    private readonly RevocationListener? _listener;
    private readonly string _prune;

    /// <summary>Names the database. Nothing is connected before <see cref="OpenAsync"/> or the first use.</summary>
    /// <param name="options">Where it is; copied.</param>
    /// <param name="timeProvider">A clock that rules over the database's, for tests. Null (default) takes the database's, which nodes whose clocks differ agree on.</param>
    /// <param name="logger">Hears when this node has to poll; null for nobody.</param>
    /// <exception cref="GameAuthConfigurationException">An option is missing or wrong.</exception>
    public PostgreSqlSessionStore(PostgreSqlStoreOptions options, TimeProvider? timeProvider = null, ILogger<PostgreSqlSessionStore>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        PostgreSqlStoreOptions settings = options.Checked();
        _database = new PostgreSqlDatabase(settings, timeProvider);
        _time = timeProvider ?? TimeProvider.System;
        _families = new FamilyTable(_database, settings.Schema);
        _log = new RevocationLog(_database, settings.Schema);
        _counters = new Counters(_database, settings.Schema);
        _work = new WorkTable(_database, settings.Schema);
        _places = new PlaceTable(_database, settings.Schema);
        _audit = new AuditTable(_database, settings.Schema);
        _prune = $"SELECT \"{settings.Schema}\".prune($1, $2, $3)";
        string listen = settings.ListenConnectionString ?? settings.ConnectionString!;
        _listener = listen.Length == 0
            ? null
            : new RevocationListener(DataSources.ForListening(settings, listen), settings.Schema, logger ?? NullLogger<PostgreSqlSessionStore>.Instance);
    }

    /// <inheritdoc/>
    public ValueTask OpenAsync(CancellationToken cancellationToken) => _database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CreatedFamily> CreateFamilyAsync(NewFamily family, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(family);
        return _families.CreateAsync(family, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<FoundFamily> FindFamilyAsync(FamilyId id, CancellationToken cancellationToken) => _families.FindAsync(id, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<FoundFamily> FindByNonceAsync(ReadOnlyMemory<byte> nonce, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(nonce);
        return _families.FindByNonceAsync(nonce, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AdvancedFamily> AdvanceFamilyAsync(FamilyStep step, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(step);
        return _families.AdvanceAsync(step, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask AcknowledgeAsync(FamilyId id, int generation, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(generation);
        return _families.AcknowledgeAsync(id, generation, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<EndedFamilies> EndAsync(Revocation revocation, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(revocation);
        return _log.EndAsync(revocation, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<RevocationPage> ReadRevocationsAsync(long after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _log.ReadAsync(after, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask WaitForRevocationsAsync(long after, TimeSpan wait, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(wait, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();

        // In this order: what is appended after the look is heard of.
        Task next = _listener?.NextAsync() ?? s_never;
        if (wait > TimeSpan.Zero && !await IsThereMoreAsync(after, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await next.WaitAsync(wait, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // Time to read anyhow.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<SessionFamily>> ListFamiliesAsync(string subject, int limit, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(subject, SessionStoreLimits.Text);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _families.ListAsync(subject, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> UseOnceAsync(ReadOnlyMemory<byte> key, TimeSpan life, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(key);
        SessionStoreLimits.CheckSpan(life);
        return _counters.UseOnceAsync(key, life, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<WindowCount> CountAsync(ReadOnlyMemory<byte> key, WindowQuota quota, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(key);
        SessionStoreLimits.Check(quota);
        return _counters.CountAsync(key, quota, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<long?> SaveWorkAsync(DueWork work, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(work);
        return _work.SaveAsync(work, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueWork>> ClaimDueAsync(string kind, int limit, TimeSpan claimFor, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(kind, SessionStoreLimits.Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        SessionStoreLimits.CheckSpan(claimFor);
        return _work.ClaimAsync(kind, limit, claimFor, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<DueWork?> FindWorkAsync(string kind, string id, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, id);
        return _work.FindAsync(kind, id, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DueWork>> ListWorkAsync(string kind, string prefix, int limit, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, prefix);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _work.ListAsync(kind, prefix, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> DeleteWorkAsync(string kind, string id, long version, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckWork(kind, id);
        return _work.DeleteAsync(kind, id, version, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TakenPlace> TakePlaceAsync(RoomPlace place, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(place);
        return _places.TakeAsync(place, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<bool>> RenewPlacesAsync(IReadOnlyList<ReadOnlyMemory<byte>> places, TimeSpan life, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckPlaces(places);
        SessionStoreLimits.CheckSpan(life);
        return _places.RenewAsync(places, life, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReleasePlaceAsync(ReadOnlyMemory<byte> place, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckHash(place);
        return _places.ReleaseAsync(place, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask AppendAuditAsync(IReadOnlyList<AuditRow> rows, TimeSpan keepFor, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(rows);
        SessionStoreLimits.CheckSpan(keepFor);
        return _audit.AppendAsync(rows, keepFor, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AuditRow>> ReadAuditAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        SessionStoreLimits.Check(query);
        return _audit.ReadAsync(query, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<int> EraseAsync(string subject, IReadOnlyList<ReadOnlyMemory<byte>> accountHashes, CancellationToken cancellationToken)
    {
        SessionStoreLimits.CheckText(subject, SessionStoreLimits.Text);
        SessionStoreLimits.CheckAccounts(accountHashes);
        return _audit.EraseAsync(subject, accountHashes, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> PruneAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return (await _database.ChangeAsync(
            new Statement(_prune).Number(limit).Span(SessionStoreLimits.FamilyGrace).Time(_database.Now), static row => row.GetInt32(0), cancellationToken).ConfigureAwait(false))[0];
    }

    private async ValueTask<bool> IsThereMoreAsync(long after, CancellationToken cancellationToken)
    {
        try
        {
            return await _log.IsAboveAsync(after, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SessionStoreException { IsTransient: true } or ObjectDisposedException)
        {
            // Whoever waits reads afterwards, and learns it then: not at once, or a loop of waits and reads would not rest while the database is away. The close of the store ends the wait.
            return false;
        }
    }

    /// <summary>Closes the connections. Operations that run are not waited for.</summary>
    /// <returns>Done when they are closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync().ConfigureAwait(false);
        }

        await _database.DisposeAsync().ConfigureAwait(false);
    }
}
