using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A store whose process dies after so many changes.</summary>
internal sealed class CutOffStore(ITokenStore inner, int changes) : StoreDecorator(inner)
{
    private int _left = changes;

    public override ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        Change();
        return base.TryWriteAsync(key, expected, next, value, cancellationToken);
    }

    public override ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        Change();
        return base.TryDeleteAsync(key, expected, cancellationToken);
    }

    private void Change()
    {
        if (_left-- == 0)
        {
            throw new ProcessDiedException();
        }
    }
}
