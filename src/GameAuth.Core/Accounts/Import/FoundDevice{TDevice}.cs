using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>A device's identity that an importer found.</summary>
internal sealed class FoundDevice<TDevice>(DeviceIdentitySource<TDevice> source, TDevice identity) : FoundDevice
    where TDevice : class, IToken
{
    public override Owner Owner => source.Owner;

    public override async Task<bool> TryTakeAsync(TokenChain chain, CancellationToken cancellationToken)
    {
        TokenSlot<TDevice> slot = chain.For(source).Slot(source, audience: null);
        if (!await slot.TryCreateAsync(identity, RowVersion.NewEpoch(), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await ReadBack.CheckAsync(slot, identity, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
