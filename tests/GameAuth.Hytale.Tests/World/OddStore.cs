using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Hytale.Tests;

/// <summary>A store of the application's, with leases that can be lost and failures that are not in the book.</summary>
internal sealed class OddStore(ITokenStore inner) : StoreDecorator(inner)
{
    private readonly List<OddLease> _leases = [];

    /// <summary>What the next leases fail with; null gives them.</summary>
    public Exception? LeaseFailure { get; set; }

    /// <summary>What the next listing of an account fails with.</summary>
    public Exception? ListFailure { get; set; }

    /// <summary>How many were given out to processes.</summary>
    public int Leases => _leases.Count;

    public override async ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (!name.StartsWith("process/", StringComparison.Ordinal))
        {
            return await base.LeaseAsync(name, wait, cancellationToken);
        }

        if (LeaseFailure is { } failure)
        {
            throw failure;
        }

        if (await base.LeaseAsync(name, wait, cancellationToken) is not { } lease)
        {
            return null;
        }

        _leases.Add(new OddLease(lease));
        return _leases[^1];
    }

    public override IAsyncEnumerable<StoredRow> ListAsync(string? partition, CancellationToken cancellationToken)
    {
        if (ListFailure is { } failure && partition is not null)
        {
            ListFailure = null;
            throw failure;
        }

        return base.ListAsync(partition, cancellationToken);
    }

    /// <summary>The store loses the newest lease of all.</summary>
    public Task LoseAsync() => _leases[^1].LoseAsync();

    private sealed class OddLease(IStoreLease inner) : IStoreLease
    {
        private readonly CancellationTokenSource _lost = new();

        public CancellationToken Lost => _lost.Token;

        public async Task LoseAsync()
        {
            await inner.DisposeAsync();
            await _lost.CancelAsync();
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}

/// <summary>A store whose disk is full for one write.</summary>
internal sealed class FullStore(ITokenStore inner) : StoreDecorator(inner)
{
    /// <summary>Whether the next write fails; asked until it has.</summary>
    public Func<bool>? FailsWhen { get; set; }

    public override ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        if (FailsWhen?.Invoke() is true)
        {
            FailsWhen = null;
            throw new CredentialStoreException("The disk is full.", RowState.StoreUnavailable);
        }

        return base.TryWriteAsync(key, expected, next, value, cancellationToken);
    }
}
