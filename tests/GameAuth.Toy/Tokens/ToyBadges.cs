using GameAuth.Providers;

namespace GameAuth.Toy;

/// <summary>Comes with a session, and can be asked for with one.</summary>
public sealed class ToyBadges : TokenSource<ToyBadge>
{
    private readonly ToyAuthClient _wire;

    internal ToyBadges(ToyAuthClient wire)
        : base("badge", TokenScope.Account, RefreshBehavior.Remint, ToyJson.Default.ToyBadge) => _wire = wire;

    /// <summary>Set after both are made: each knows the other.</summary>
    internal ToySessions Sessions { get; set; } = null!;

    protected override async Task<ToyBadge> MintAsync(MintContext<ToyBadge> mint, CancellationToken deadline)
    {
        ToySession session = await mint.ParentAsync(Sessions, ToySessions.Api).ConfigureAwait(false);
        return mint.Delivered ?? await _wire.BadgeAsync(session.Token, deadline).ConfigureAwait(false);
    }
}
