using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Tests.Tokens;

/// <summary>Counts the reads of token rows: those that are not the watch's.</summary>
internal sealed class CountingStore(ITokenStore inner) : StoreDecorator(inner)
{
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public override ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return base.ReadAsync(key, cancellationToken);
    }
}
