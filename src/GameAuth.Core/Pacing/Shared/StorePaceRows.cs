using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Shared windows as plain rows of a store, in a partition of their own.</summary>
internal sealed class StorePaceRows(ITokenStore store) : IPaceRows
{
    private const string Partition = "pacing";

    public ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken) => store.ReadAsync(new RowKey(Partition, scope), cancellationToken);

    public ValueTask<bool> TryWriteAsync(string scope, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        store.TryWriteAsync(new RowKey(Partition, scope), expected, next, value, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(string scope, RowVersion expected, CancellationToken cancellationToken) =>
        store.TryDeleteAsync(new RowKey(Partition, scope), expected, cancellationToken);
}
