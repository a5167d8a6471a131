using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The rows that hold shared windows: one per scope, of times and no secrets. Safe for use from any thread and process.</summary>
internal interface IPaceRows
{
    ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken);

    /// <summary>Writes the row if it is still as <paramref name="read"/> was; false when another writer was first.</summary>
    ValueTask<bool> TryWriteAsync(string scope, Row read, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>Deletes the row if it is still as <paramref name="read"/> was.</summary>
    ValueTask<bool> TryDeleteAsync(string scope, Row read, CancellationToken cancellationToken);
}
