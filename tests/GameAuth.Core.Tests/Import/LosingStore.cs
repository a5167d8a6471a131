using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Tests.Import;

/// <summary>A store that says it has written a row and has not.</summary>
internal sealed class LosingStore(ITokenStore inner, int lost) : StoreDecorator(inner)
{
    private int _writes;

    public bool HasLost => _writes > lost;

    public override ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        _writes++ == lost ? ValueTask.FromResult(true) : base.TryWriteAsync(key, expected, next, value, cancellationToken);
}
