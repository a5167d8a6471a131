using System.Runtime.CompilerServices;

namespace GameAuth.Storage;

/// <summary>A token store in the memory of this process, for tests and for programs that sign in at every start.</summary>
/// <remarks>Safe for use from any thread; one instance may serve several hosts in one process. Its leases cannot be lost, and nothing survives the process.</remarks>
public sealed class MemoryTokenStore : ITokenStore
{
    private readonly Dictionary<RowKey, Row> _rows = [];
    private readonly AsyncKeyedLock _leases;

    /// <summary>Creates an empty store.</summary>
    /// <param name="timeProvider">Measures the waits for leases; null takes <see cref="TimeProvider.System"/>.</param>
    public MemoryTokenStore(TimeProvider? timeProvider = null) => _leases = new AsyncKeyedLock(timeProvider ?? TimeProvider.System);

    /// <inheritdoc/>
    public ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_rows)
        {
            return new(_rows.GetValueOrDefault(key));
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        StoredRow[] snapshot;
        lock (_rows)
        {
            snapshot = [.. _rows
                .Where(pair => partition is null || string.Equals(pair.Key.Partition, partition, StringComparison.Ordinal))
                .Select(pair => new StoredRow(pair.Key, pair.Value))];
        }

        foreach (StoredRow row in snapshot)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        RowLimits.Check(key, expected, next, value.Length);
        cancellationToken.ThrowIfCancellationRequested();
        Row row = new(RowState.Found, next, value.ToArray());
        lock (_rows)
        {
            if (!Holds(key, expected))
            {
                return new(false);
            }

            _rows[key] = row;
            return new(true);
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_rows)
        {
            return new(Holds(key, expected) && _rows.Remove(key));
        }
    }

    /// <inheritdoc/>
    public ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_rows)
        {
            _rows.Clear();
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        RowLimits.Check(name, nameof(name));
        RowLimits.Check(wait);
        return await _leases.EnterAsync(name, wait, cancellationToken).ConfigureAwait(false) is { } held ? new HeldLease(held) : null;
    }

    private bool Holds(RowKey key, RowVersion? expected) =>
        _rows.TryGetValue(key, out Row row) ? expected == row.Version : expected is null;
}
