using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Learns once whose account it is, from the profiles.</summary>
internal sealed class HytaleIdentities(HytaleProtocol wire, HytaleGrants grants)
    : TokenSource<HytaleIdentity>("identity", TokenScope.Account, RefreshBehavior.Remint, HytaleRowJsonContext.Default.HytaleIdentity)
{
    protected override async Task<HytaleIdentity> MintAsync(MintContext<HytaleIdentity> mint, CancellationToken deadline)
    {
        HytaleGrant grant = await mint.ParentAsync(grants).ConfigureAwait(false);
        try
        {
            HytaleOwner owner = await wire.GetProfilesAsync(mint.Account!.Value, grant, deadline).ConfigureAwait(false);
            return new HytaleIdentity(owner.Id, owner.Profiles is [{ } first, ..] ? first.Username : null);
        }
        catch (ProviderException refused) when (HytaleErrors.BlamesGrant(refused))
        {
            mint.Refused(grants, grant);
            throw;
        }
    }
}
