using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>The root of the chain: its refresh token is good for one use.</summary>
internal sealed class RotorGrants(RotorWire wire) : TokenSource<RotorGrant>("grant", TokenScope.Account, RefreshBehavior.Rotating, RotorJson.Default.RotorGrant)
{
    protected override Task<RotorGrant> MintAsync(MintContext<RotorGrant> mint, CancellationToken deadline) =>
        wire.RefreshAsync(mint.Previous!.RefreshToken, deadline);
}
