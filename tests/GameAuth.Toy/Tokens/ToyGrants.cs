using GameAuth.Providers;

namespace GameAuth.Toy;

internal sealed class ToyGrants(ToyAuthClient wire) : TokenSource<ToyGrant>("grant", TokenScope.Account, RefreshBehavior.Rotating, ToyJson.Default.ToyGrant)
{
    protected override Task<ToyGrant> MintAsync(MintContext<ToyGrant> mint, CancellationToken deadline) =>
        wire.RefreshAsync(mint.Previous!.RefreshToken, deadline);
}
