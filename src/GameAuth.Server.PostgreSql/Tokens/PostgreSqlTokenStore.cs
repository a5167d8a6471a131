using System.Runtime.CompilerServices;
using GameAuth.Server;
using GameAuth.Server.PostgreSql;
using Npgsql;

namespace GameAuth.Storage;

/// <summary>A token store in PostgreSQL: durable, shared by the nodes of a server. Rows reach it sealed; it has their hidden names.</summary>
/// <remarks>
/// Safe for use from any thread and from any number of processes. Leases are rows with an end by the database's clock and are renewed while they are held; one whose holder stood still or lost the
/// database for <see cref="PostgreSqlStoreOptions.LeaseLifetime"/> is lost (<see cref="IStoreLease.Lost"/>). Where the answer to a write is lost, the row is read again before anything is told:
/// a write that has happened is a success.
/// </remarks>
public sealed class PostgreSqlTokenStore : ITokenStore, IAsyncDisposable
{
    private const int PageSize = 32;

    private readonly PostgreSqlDatabase _database;
    private readonly LeaseTable _leases;
    private readonly string _read;
    private readonly string _readLocked;
    private readonly string _listFirst;
    private readonly string _listNext;
    private readonly string _create;
    private readonly string _replace;
    private readonly string _delete;
    private readonly string _clear;

    /// <summary>Names the database. Nothing is connected before the first use.</summary>
    /// <param name="options">Where it is; copied.</param>
    /// <param name="timeProvider">A clock that rules over the database's, for tests. Null (default) takes the database's for the ends of leases, and <see cref="TimeProvider.System"/> for waits.</param>
    /// <exception cref="GameAuthConfigurationException">An option is missing or wrong.</exception>
    public PostgreSqlTokenStore(PostgreSqlStoreOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        PostgreSqlStoreOptions settings = options.Checked();
        string rows = $"\"{settings.Schema}\".rows";
        _database = new PostgreSqlDatabase(settings, timeProvider);
        _leases = new LeaseTable(_database, settings.Schema, settings.LeaseLifetime, timeProvider ?? TimeProvider.System);
        _read = $"SELECT epoch, number, value FROM {rows} WHERE partition = $1 AND name = $2";
        _readLocked = $"{_read} FOR SHARE";
        _listFirst = $"SELECT partition, name, epoch, number, value FROM {rows} WHERE $1 OR partition = $2 ORDER BY partition, name LIMIT $3";
        _listNext = $"SELECT partition, name, epoch, number, value FROM {rows} WHERE ($1 OR partition = $2) AND (partition, name) > ($2, $4) ORDER BY partition, name LIMIT $3";
        _create = $"INSERT INTO {rows} (partition, name, epoch, number, value) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
        _replace = $"UPDATE {rows} SET epoch = $3, number = $4, value = $5 WHERE partition = $1 AND name = $2 AND epoch = $6 AND number = $7";
        _delete = $"DELETE FROM {rows} WHERE partition = $1 AND name = $2 AND epoch = $3 AND number = $4";
        _clear = $"DELETE FROM {rows}";
    }

    /// <inheritdoc/>
    public ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        return AskAsync(() => ReadAsync(_read, key, cancellationToken));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partition is not null)
        {
            RowLimits.Check(partition, nameof(partition));
        }

        // In pages, so that no connection and no snapshot is held while the caller works on a row.
        Statement next = new Statement(_listFirst).Flag(partition is null).Bytes(RowText.Encode(partition ?? "")).Number(PageSize);
        int count;
        do
        {
            IReadOnlyList<(byte[] Partition, byte[] Name, Row Row)> page = await AskAsync(() => _database.ReadAsync(
                next, static row => (row.Bytes(0), row.Bytes(1), ReadRow(row, 2)), cancellationToken)).ConfigureAwait(false);
            count = page.Count;
            foreach ((byte[] Partition, byte[] Name, Row Row) one in page)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new StoredRow(new RowKey(RowText.Decode(one.Partition), RowText.Decode(one.Name)), one.Row);
            }

            if (count > 0)
            {
                next = new Statement(_listNext).Flag(partition is null).Bytes(page[^1].Partition).Number(PageSize).Bytes(page[^1].Name);
            }
        }
        while (count == PageSize);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        RowLimits.Check(key, expected, next, value.Length);
        Statement statement = ForRow(expected is null ? _create : _replace, key).Big(Signed(next.Epoch)).Big(Signed(next.Number)).Bytes(value);
        statement = expected is { } seen ? statement.Big(Signed(seen.Epoch)).Big(Signed(seen.Number)) : statement;
        try
        {
            return await AskAsync(() => _database.ChangeAsync(statement, cancellationToken)).ConfigureAwait(false) == 1;
        }
        catch (CredentialStoreException failure) when (failure.InnerException is { } cause && DatabaseErrors.From(cause).IsTransient)
        {
            // Where the transaction still runs, the lock waits for its end.
            Row row = await AskAsync(() => ReadAsync(_readLocked, key, CancellationToken.None)).ConfigureAwait(false);
            if (row.Version == next && row.Value.Span.SequenceEqual(value.Span))
            {
                return true;
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        return await AskAsync(() => _database.ChangeAsync(ForRow(_delete, key).Big(Signed(expected.Epoch)).Big(Signed(expected.Number)), cancellationToken)).ConfigureAwait(false) == 1;
    }

    /// <inheritdoc/>
    public ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) => _leases.LeaseAsync(name, wait, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken cancellationToken) => await AskAsync(() => _database.ChangeAsync(new Statement(_clear), cancellationToken)).ConfigureAwait(false);

    /// <summary>Closes the connections. Leases that are still held are lost.</summary>
    /// <returns>Done when they are closed.</returns>
    public ValueTask DisposeAsync() => _database.DisposeAsync();

    private async ValueTask<Row> ReadAsync(string sql, RowKey key, CancellationToken cancellationToken) =>
        (await _database.ReadAsync(ForRow(sql, key), static row => ReadRow(row, 0), cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    private static Statement ForRow(string sql, RowKey key) =>
        new Statement(sql).Bytes(RowText.Encode(key.Partition)).Bytes(RowText.Encode(key.Name));

    private static long Signed(ulong number) => unchecked((long)number);

    private static Row ReadRow(NpgsqlDataReader row, int first) =>
        new(RowState.Found, new RowVersion(unchecked((ulong)row.GetInt64(first)), unchecked((ulong)row.GetInt64(first + 1))), row.Bytes(first + 2));

    internal static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (SessionStoreException e)
        {
            throw new CredentialStoreException(e.Message, RowState.StoreUnavailable, e.InnerException) { Step = "token store" };
        }
    }
}
