using GameAuth.ProviderContract;
using GameAuth.Storage;

namespace GameAuth.Hytale.Tests;

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
