using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Shared windows as sealed rows: who asked how often is nobody's business either.</summary>
internal sealed class VaultPaceRows(TokenVault vault) : IPaceRows
{
    private const string Partition = "pacing";

    public ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken) => vault.ReadAsync(new RowKey(Partition, scope), cancellationToken);

    public ValueTask<bool> TryWriteAsync(string scope, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        vault.TryWriteAsync(new RowKey(Partition, scope), expected, next, value, cancellationToken);

    public ValueTask<bool> TryDeleteAsync(string scope, RowVersion expected, CancellationToken cancellationToken) =>
        vault.TryDeleteAsync(new RowKey(Partition, scope), expected, cancellationToken);
}
