using System.Runtime.CompilerServices;
using GameAuth.Server;
using GameAuth.Server.Sqlite;

namespace GameAuth.Storage;

/// <summary>A token store in a SQLite file, which it can share with a <see cref="SqliteSessionStore"/>: durable, shared by the processes of one machine.</summary>
/// <remarks>
/// Rows come sealed and under hidden names. A lease is a row with an end, renewed while its holder lives; after a kill the next one waits until that end, 15 seconds at most. Safe for use from any
/// thread, and from several processes on one machine. See <see cref="SqliteStoreOptions"/> for the file.
/// </remarks>
public sealed class SqliteTokenStore : ITokenStore, IAsyncDisposable, IDisposable
{
    private const int MostTries = 20;

    private readonly SqliteFile? _owned;
    private readonly TokenFile _file;
    private readonly LeaseRows _leases;

    /// <summary>Names a file. It is opened by the first call.</summary>
    /// <param name="options">Where it is; read once.</param>
    /// <param name="timeProvider">The clock of leases; null takes <see cref="TimeProvider.System"/>.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range.</exception>
    public SqliteTokenStore(SqliteStoreOptions options, TimeProvider? timeProvider = null)
        : this(new SqliteFile(options, timeProvider ?? TimeProvider.System), ownsFile: true)
    {
    }

    internal SqliteTokenStore(SqliteFile file, bool ownsFile)
    {
        _owned = ownsFile ? file : null;
        _file = new TokenFile(file);
        _leases = new LeaseRows(_file);
    }

    /// <inheritdoc/>
    public ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        return _file.ReadAsync(key, TokenRows.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (partition is not null)
        {
            RowLimits.Check(partition, nameof(partition));
        }

        IReadOnlyList<(long Id, StoredRow Row)> page;
        long after = 0;
        do
        {
            page = await _file.ReadAsync((partition, after), TokenRows.List, cancellationToken).ConfigureAwait(false);
            foreach ((long id, StoredRow row) in page)
            {
                after = id;
                yield return row;
            }
        }
        while (page.Count == TokenRows.Page);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        RowLimits.Check(key, expected, next, value.Length);
        return _file.WriteAsync((key, expected, next, value), TokenRows.Write, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        return _file.WriteAsync((key, expected), TokenRows.Delete, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) => _leases.LeaseAsync(name, wait, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>A row is overwritten in place. What the write-ahead log still has of older versions goes here; the count is 0, since damaged rows are not copied.</remarks>
    public async ValueTask<int> DiscardCopiesAsync(CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < MostTries; attempt++)
        {
            // A reader or a writer of another process may be in the way for a moment; SQLite waits for it too.
            bool isBusy = await _file.ReadAsync(0, static (connection, _) => connection.QueryNumber("PRAGMA wal_checkpoint(TRUNCATE)") != 0, cancellationToken).ConfigureAwait(false);
            if (!isBusy)
            {
                return 0;
            }
        }

        throw TokenFile.Unavailable(
            $"The write-ahead log of {_file.Path} could not be emptied: another program keeps a transaction open. End it, and try again; older versions of rows may be left.");
    }

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        while (await _file.WriteAsync(TokenRows.Page, TokenRows.Clear, cancellationToken).ConfigureAwait(false) > 0)
        {
            // Page by page, so that nobody waits long for the writer.
        }

        await DiscardCopiesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finishes what was begun, and closes the file.</summary>
    /// <returns>Done when the file is closed.</returns>
    public ValueTask DisposeAsync() => _owned?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The same as <see cref="DisposeAsync"/>; it waits.</summary>
    public void Dispose() => _owned?.Dispose();
}
