using GameAuth.Providers;

namespace GameAuth.Torture;

/// <summary>An imported grant counts as expired; its refresh brings the same token back, so that a look needs no server.</summary>
internal sealed class KeepsakeGrants() : TokenSource<KeepsakeGrant>("grant", TokenScope.Account, RefreshBehavior.Rotating, KeepsakeJson.Default.KeepsakeGrant)
{
    protected override Task<KeepsakeGrant> MintAsync(MintContext<KeepsakeGrant> mint, CancellationToken deadline) =>
        Task.FromResult(mint.Previous! with { ExpiresAt = null });
}
