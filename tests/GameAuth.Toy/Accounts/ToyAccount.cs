using GameAuth.Providers;

namespace GameAuth.Toy;

public sealed class ToyAccount : Account
{
    private readonly IToyAuth _front;
    private readonly ToyGrants _grants;
    private readonly ToyAuthClient _wire;

    internal ToyAccount(AccountBinding binding, IToyAuth front, ToyGrants grants, ToyAuthClient wire)
        : base(binding)
    {
        _front = front;
        _grants = grants;
        _wire = wire;
    }

    public ValueTask<ToySession> GetSessionAsync(string audience = ToySessions.Api, CancellationToken cancellationToken = default) =>
        GetTokenAsync(_front.Sessions, audience, cancellationToken);

    public ValueTask<ToyBadge> GetBadgeAsync(CancellationToken cancellationToken = default) =>
        GetTokenAsync(_front.Badges, cancellationToken: cancellationToken);

    protected override async Task RevokeAsync(CancellationToken cancellationToken)
    {
        ToyGrant grant = await GetTokenAsync(_grants, cancellationToken: cancellationToken).ConfigureAwait(false);
        await _wire.RevokeAsync(grant.RefreshToken, cancellationToken).ConfigureAwait(false);
    }
}
