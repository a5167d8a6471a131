using GameAuth.Providers;

namespace GameAuth.Toy;

/// <summary>What the API takes: derived from the grant and bound to the very device token; a badge comes with the answer.</summary>
public sealed class ToySessions : TokenSource<ToySession>
{
    public const string Api = "api";

    private readonly ToyGrants _grants;
    private readonly ToyDeviceTokens _devices;
    private readonly ToyBadges _badges;
    private readonly ToyAuthClient _wire;

    internal ToySessions(ToyGrants grants, ToyDeviceTokens devices, ToyBadges badges, ToyAuthClient wire)
        : base("session", TokenScope.Account, RefreshBehavior.Remint, ToyJson.Default.ToySession)
    {
        _grants = grants;
        _devices = devices;
        _badges = badges;
        _wire = wire;
    }

    protected override async Task<ToySession> MintAsync(MintContext<ToySession> mint, CancellationToken deadline)
    {
        ToyGrant grant = await mint.ParentAsync(_grants).ConfigureAwait(false);
        ToyDeviceToken device = await mint.ParentAsync(_devices, exact: true).ConfigureAwait(false);
        ToySessionResult result = await _wire.SessionAsync(grant.AccessToken, device.Token, mint.Audience!, deadline).ConfigureAwait(false);
        if (result.Session is null)
        {
            mint.Refused(_devices, device);
            throw result.Failure!;
        }

        mint.Also(_badges, result.Badge!);
        return result.Session;
    }
}
