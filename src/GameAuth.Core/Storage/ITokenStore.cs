namespace GameAuth.Storage;

/// <summary>A store of opaque versioned rows: read, compare-and-swap, delete by version, list, lease. One contract suite tests every store.</summary>
/// <remarks>
/// Implementations are safe for use from any thread and, where they say so, from several processes. They never interpret a value:
/// sealing, naming and schemas are the caller's work. Where a disk or server fails, they throw <see cref="CredentialStoreException"/> with
/// <see cref="RowState.StoreUnavailable"/>, and the rows stay as they were. A partition, row name or lease name longer than 512 characters, a value beyond
/// the limit and a version that does not come after the expected one throw <see cref="ArgumentException"/>.
/// </remarks>
public interface ITokenStore
{
    /// <summary>Reads a row; needs no lease.</summary>
    /// <param name="key">The row.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The row with its state; <see cref="RowState.Missing"/> when there is none.</returns>
    ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken);

    /// <summary>Lists the rows of a partition, in no order; rows that come or go meanwhile may be missed.</summary>
    /// <param name="partition">The partition; null lists every row.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The rows with their values, so that a listing is one scan or one query; a row too damaged to name itself has no key.</returns>
    IAsyncEnumerable<StoredRow> ListAsync(string? partition, CancellationToken cancellationToken);

    /// <summary>Writes a row if it still has the version that the writer saw. Durable when it returns.</summary>
    /// <param name="key">The row.</param>
    /// <param name="expected">The version that the writer read; null creates, and fails where the row exists, in whatever state.</param>
    /// <param name="next">The version that the row gets; it must come after <paramref name="expected"/> (<see cref="Row.NextVersion"/>).</param>
    /// <param name="value">The bytes, up to 1 MiB + 64 KiB: a row of 1 MiB with its seal. They stay unchanged until the task ends.</param>
    /// <param name="cancellationToken">Ends the wait for the row; a write that has begun is finished.</param>
    /// <returns>False when another writer was first; then nothing changed.</returns>
    /// <exception cref="CredentialStoreException">The write failed and the row is as it was, or a newer release wrote it (<see cref="RowState.NewerFormat"/>).</exception>
    ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>Deletes a row if it still has the version that the caller saw. Durable when it returns.</summary>
    /// <param name="key">The row.</param>
    /// <param name="expected">The version that the caller read.</param>
    /// <param name="cancellationToken">Ends the wait for the row.</param>
    /// <returns>False when the row has another version or is gone.</returns>
    /// <exception cref="CredentialStoreException">The delete failed, or a newer release wrote the row (<see cref="RowState.NewerFormat"/>).</exception>
    ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken);

    /// <summary>Takes the lease of a name, which one holder has at a time. It avoids double work; safety comes from compare-and-swap.</summary>
    /// <param name="name">The name of the lease: any text; each text is another lease.</param>
    /// <param name="wait">How long to wait for another holder; zero tries once, <see cref="Timeout.InfiniteTimeSpan"/> never gives up.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease, or null when <paramref name="wait"/> has passed.</returns>
    ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>
    /// What the store still has of a row beside its current version: the version before it. A change of the master key asks for it, since who has the old key could open it.
    /// </summary>
    /// <param name="key">The row.</param>
    /// <param name="cancellationToken">Ends the wait for the row.</param>
    /// <returns>
    /// The bytes of that version, none (a length of 0) where they are damaged, or null where there are none. Default: null, for a store that overwrites a row. A store around
    /// another one passes the call on.
    /// </returns>
    /// <exception cref="CredentialStoreException">The store is not available.</exception>
    ValueTask<ReadOnlyMemory<byte>?> ReadOlderAsync(RowKey key, CancellationToken cancellationToken) => new((ReadOnlyMemory<byte>?)null);

    /// <summary>Deletes what the store keeps beside its rows: copies of damaged rows, and what writers left that died. A change of the master key ends with it.</summary>
    /// <param name="cancellationToken">Ends the work between two copies.</param>
    /// <returns>How many copies of damaged rows there were. Default: 0, for a store that keeps none. A store around another one passes the call on.</returns>
    /// <exception cref="CredentialStoreException">A delete failed; copies may be left.</exception>
    ValueTask<int> DiscardCopiesAsync(CancellationToken cancellationToken) => new(0);

    /// <summary>Deletes every row, whatever its state and version, and every quarantined copy. After a call that was cut off, call it again.</summary>
    /// <param name="cancellationToken">Ends the work between two rows.</param>
    /// <returns>Done when nothing is left.</returns>
    /// <exception cref="CredentialStoreException">A delete failed; rows may be left.</exception>
    ValueTask ClearAsync(CancellationToken cancellationToken);
}

/// <summary>A held lease; dispose it to release it. It is not bound to a thread and may be held across awaits.</summary>
public interface IStoreLease : IAsyncDisposable
{
    /// <summary>
    /// Cancelled when the lease is lost. A store whose leases can not be lost while their holder lives (a file lock) returns
    /// <see cref="CancellationToken.None"/>. An intent that is found under such a lease was left by a holder that is dead.
    /// </summary>
    CancellationToken Lost { get; }
}
