using System.Runtime.CompilerServices;
using GameAuth.Storage;

namespace GameAuth.Testing;

/// <summary>A token store around another one: it records every call in order, and can be told to fail, to refuse or to keep a call waiting.</summary>
/// <remarks>Safe for use from any thread. A call is recorded when it comes, whatever becomes of it.</remarks>
/// <param name="inner">The store that does the work, such as a <see cref="MemoryTokenStore"/>.</param>
public sealed class RecordingStore(ITokenStore inner) : ITokenStore
{
    private readonly Lock _gate = new();
    private readonly List<RecordedStoreCall> _calls = [];
    private readonly Dictionary<StoreOperation, Func<Exception>> _failures = [];
    private readonly Dictionary<StoreOperation, Func<Exception>> _lostAnswers = [];
    private readonly HashSet<StoreOperation> _refused = [];
    private readonly Dictionary<StoreOperation, HeldStoreCall> _held = [];

    /// <summary>The calls so far, the first first: a copy.</summary>
    public IReadOnlyList<RecordedStoreCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Forgets the calls so far.</summary>
    public void ClearCalls()
    {
        lock (_gate)
        {
            _calls.Clear();
        }
    }

    /// <summary>Makes an operation fail before it does anything, until <see cref="Heal"/>.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="error">Makes the exception; null throws a <see cref="CredentialStoreException"/>, as a store should.</param>
    public void Fail(StoreOperation operation, Func<Exception>? error = null) => Set(_failures, operation, error ?? NewError);

    /// <summary>Makes an operation fail after it was done, as when the answer of a server is lost, until <see cref="Heal"/>.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="error">Makes the exception; null throws a <see cref="CredentialStoreException"/>, as a store should.</param>
    public void LoseAnswers(StoreOperation operation, Func<Exception>? error = null) => Set(_lostAnswers, operation, error ?? NewError);

    /// <summary>Makes writes and deletes come too late (false) and leases be taken (null), until <see cref="Heal"/>; nothing is done then.</summary>
    /// <param name="operation">Which.</param>
    /// <exception cref="ArgumentException">Only writes, deletes and leases can be refused; the others fail.</exception>
    public void Refuse(StoreOperation operation)
    {
        if (operation is StoreOperation.Read or StoreOperation.List or StoreOperation.Clear)
        {
            throw new ArgumentException("Only writes, deletes and leases can be refused; the others fail.", nameof(operation));
        }

        lock (_gate)
        {
            _refused.Add(operation);
        }
    }

    /// <summary>Keeps the next call of an operation waiting before it does anything.</summary>
    /// <param name="operation">Which.</param>
    /// <returns>Says when the call has come, and lets it go on.</returns>
    public HeldStoreCall Hold(StoreOperation operation)
    {
        HeldStoreCall held = new();
        Set(_held, operation, held);
        return held;
    }

    /// <summary>Ends all failures and refusals; a call that is kept waiting still waits.</summary>
    public void Heal()
    {
        lock (_gate)
        {
            _failures.Clear();
            _lostAnswers.Clear();
            _refused.Clear();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        await BeginAsync(new(StoreOperation.Read, key, null, null, null), cancellationToken).ConfigureAwait(false);
        return End(StoreOperation.Read, await inner.ReadAsync(key, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeginAsync(new(StoreOperation.List, null, partition, null, null), cancellationToken).ConfigureAwait(false);
        await foreach (StoredRow row in inner.ListAsync(partition, cancellationToken).ConfigureAwait(false))
        {
            yield return End(StoreOperation.List, row);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        await BeginAsync(new(StoreOperation.Write, key, null, expected, next), cancellationToken).ConfigureAwait(false);
        return !IsRefused(StoreOperation.Write)
            && End(StoreOperation.Write, await inner.TryWriteAsync(key, expected, next, value, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        await BeginAsync(new(StoreOperation.Delete, key, null, expected, null), cancellationToken).ConfigureAwait(false);
        return !IsRefused(StoreOperation.Delete)
            && End(StoreOperation.Delete, await inner.TryDeleteAsync(key, expected, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        await BeginAsync(new(StoreOperation.Lease, null, name, null, null), cancellationToken).ConfigureAwait(false);
        return IsRefused(StoreOperation.Lease) ? null : End(StoreOperation.Lease, await inner.LeaseAsync(name, wait, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Passed on and not recorded.</summary>
    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> ReadOlderAsync(RowKey key, CancellationToken cancellationToken) => inner.ReadOlderAsync(key, cancellationToken);

    /// <summary>Passed on and not recorded.</summary>
    /// <inheritdoc/>
    public ValueTask<int> DiscardCopiesAsync(CancellationToken cancellationToken) => inner.DiscardCopiesAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(new(StoreOperation.Clear, null, null, null, null), cancellationToken).ConfigureAwait(false);
        await inner.ClearAsync(cancellationToken).ConfigureAwait(false);
        ThrowIf(_lostAnswers, StoreOperation.Clear);
    }

    private static CredentialStoreException NewError() => new("The store was told to fail.", RowState.StoreUnavailable);

    private async ValueTask BeginAsync(RecordedStoreCall call, CancellationToken cancellationToken)
    {
        HeldStoreCall? held;
        lock (_gate)
        {
            _calls.Add(call);
            _held.Remove(call.Operation, out held);
        }

        if (held is not null)
        {
            await held.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        ThrowIf(_failures, call.Operation);
    }

    private T End<T>(StoreOperation operation, T result)
    {
        ThrowIf(_lostAnswers, operation);
        return result;
    }

    private void ThrowIf(Dictionary<StoreOperation, Func<Exception>> failures, StoreOperation operation)
    {
        Func<Exception>? error;
        lock (_gate)
        {
            error = failures.GetValueOrDefault(operation);
        }

        if (error is not null)
        {
            throw error();
        }
    }

    private bool IsRefused(StoreOperation operation)
    {
        lock (_gate)
        {
            return _refused.Contains(operation);
        }
    }

    private void Set<T>(Dictionary<StoreOperation, T> told, StoreOperation operation, T value)
    {
        lock (_gate)
        {
            told[operation] = value;
        }
    }
}
