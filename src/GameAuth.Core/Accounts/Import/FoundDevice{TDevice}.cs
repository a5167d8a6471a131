using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>A device's identity that an importer found.</summary>
internal sealed class FoundDevice<TDevice>(DeviceIdentitySource<TDevice> source, TDevice identity) : FoundDevice
    where TDevice : class, IToken
{
    public override TokenScope Scope => source.Scope;

    public override async Task<bool> TryTakeAsync(TokenChain chain, CancellationToken cancellationToken)
    {
        TokenCacheEntry<TDevice> slot = chain.For(source).Entry(source, audience: null);
        if (!await slot.TryCreateAsync(identity, RowVersion.NewEpoch(), cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await ReadBack.CheckAsync(slot, identity, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
