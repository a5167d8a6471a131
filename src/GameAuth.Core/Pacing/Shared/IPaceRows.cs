using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>The rows that hold shared windows: one per scope, of times and no secrets. As <see cref="ITokenStore"/>, safe for use from any thread and process.</summary>
internal interface IPaceRows
{
    ValueTask<Row> ReadAsync(string scope, CancellationToken cancellationToken);

    ValueTask<bool> TryWriteAsync(string scope, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    ValueTask<bool> TryDeleteAsync(string scope, RowVersion expected, CancellationToken cancellationToken);
}
