using System.Collections.Concurrent;
using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Tests.Accounts;

/// <summary>A store whose rows are there and can not be opened; it notes who would change them all the same.</summary>
internal sealed class TroubledStore(ITokenStore inner) : StoreDecorator(inner)
{
    /// <summary>What is the matter; null while all is well.</summary>
    public RowState? Trouble { get; set; }

    /// <summary>The only row that it is the matter with; null for all but the founding row, without which there is nothing to list.</summary>
    public RowKey? Only { get; set; }

    public RowKey LastWritten { get; private set; }

    public ConcurrentQueue<RowKey> Touched { get; } = new();

    public override async ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        Row row = await base.ReadAsync(key, cancellationToken);
        return IsTroubled(key) && row.State is not RowState.Missing ? new Row(Trouble!.Value, row.Version, default) : row;
    }

    public override async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (StoredRow row in base.ListAsync(partition, cancellationToken))
        {
            yield return IsTroubled(row.Key!.Value) ? new StoredRow(row.Key, new Row(Trouble!.Value, row.Row.Version, default)) : row;
        }
    }

    public override ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        LastWritten = key;
        Touch(key);
        return base.TryWriteAsync(key, expected, next, value, cancellationToken);
    }

    public override ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        Touch(key);
        return base.TryDeleteAsync(key, expected, cancellationToken);
    }

    private bool IsTroubled(RowKey key) => Trouble is not null && (Only is { } only ? only == key : key != StoreKeyCheck.Place);

    private void Touch(RowKey key)
    {
        if (IsTroubled(key))
        {
            Touched.Enqueue(key);
        }
    }
}
