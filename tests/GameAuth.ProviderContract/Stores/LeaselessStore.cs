using GameAuth.Storage;

namespace GameAuth.ProviderContract;

/// <summary>A store whose leases keep nobody out, and say that they may be lost.</summary>
public sealed class LeaselessStore(ITokenStore inner) : StoreDecorator(inner)
{
    public override ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) => new(new NoLease());

    private sealed class NoLease : IStoreLease
    {
        private readonly CancellationTokenSource _lost = new();

        public CancellationToken Lost => _lost.Token;

        public ValueTask DisposeAsync()
        {
            _lost.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
