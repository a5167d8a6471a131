using GameAuth.Storage;

namespace GameAuth.ProviderContract;

/// <summary>A store on a disk that is full for a while.</summary>
public sealed class FailingStore(ITokenStore inner) : StoreDecorator(inner)
{
    public bool IsFull { get; set; }

    public override ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        IsFull
            ? throw new CredentialStoreException("The disk is full.", RowState.StoreUnavailable)
            : base.TryWriteAsync(key, expected, next, value, cancellationToken);
}
