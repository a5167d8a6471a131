using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Shared windows as plain rows of a store, in a partition of their own.</summary>
internal sealed class StorePaceRows(ITokenStore store) : IPaceRows
{
    private const string Partition = "pacing";

    public ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken) => store.ReadAsync(new RowKey(Partition, scope), cancellationToken);

    public ValueTask<bool> TryWriteAsync(string scope, Row read, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var isKnown = read.Version != default;
        return store.TryWriteAsync(
            new RowKey(Partition, scope),
            isKnown ? read.Version : null,
            isKnown ? read.Version.Next() : RowVersion.NewEpoch(),
            value,
            cancellationToken);
    }

    public ValueTask<bool> TryDeleteAsync(string scope, Row read, CancellationToken cancellationToken) =>
        store.TryDeleteAsync(new RowKey(Partition, scope), read.Version, cancellationToken);
}
