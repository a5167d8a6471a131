using GameAuth.Storage;

namespace GameAuth.ProviderContract;

/// <summary>A store that is like another one but for what a test changes.</summary>
public abstract class StoreDecorator(ITokenStore inner) : ITokenStore
{
    public virtual ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken) => inner.ReadAsync(key, cancellationToken);

    public virtual IAsyncEnumerable<StoredRow> ListAsync(string? partition, CancellationToken cancellationToken) => inner.ListAsync(partition, cancellationToken);

    public virtual ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        inner.TryWriteAsync(key, expected, next, value, cancellationToken);

    public virtual ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken) =>
        inner.TryDeleteAsync(key, expected, cancellationToken);

    public virtual ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) => inner.LeaseAsync(name, wait, cancellationToken);

    public virtual ValueTask<ReadOnlyMemory<byte>?> ReadOlderAsync(RowKey key, CancellationToken cancellationToken) => inner.ReadOlderAsync(key, cancellationToken);

    public virtual ValueTask<int> DiscardCopiesAsync(CancellationToken cancellationToken) => inner.DiscardCopiesAsync(cancellationToken);

    public virtual ValueTask ClearAsync(CancellationToken cancellationToken) => inner.ClearAsync(cancellationToken);
}
