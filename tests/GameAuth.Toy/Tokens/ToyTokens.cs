using System.Security.Cryptography;
using GameAuth.Providers;

namespace GameAuth.Toy;

// The chain: device -> device token (Registration), grant (Rotating) -> session per audience, bound to the device token -> badge, which comes with it.
public sealed record ToyDevice(Secret Id) : IToken
{
    public DateTimeOffset? ExpiresAt => null;
}

public sealed record ToyDeviceToken(Secret Token, DateTimeOffset? ExpiresAt) : IToken;

public sealed record ToyGrant(Secret AccessToken, Secret RefreshToken, DateTimeOffset? ExpiresAt, DateTimeOffset? SignInExpiresAt) : IGrantToken;

public sealed record ToySession(Secret Token, string Subject, string Name, DateTimeOffset? ExpiresAt) : IToken;

public sealed record ToyBadge(Secret Token, DateTimeOffset? ExpiresAt) : IToken;

internal sealed class ToyDevices(DeviceIdentityScope scope) : DeviceIdentitySource<ToyDevice>("toy-id", scope, ToyJson.Default.ToyDevice)
{
    protected override ToyDevice Create() => new(new Secret(RandomNumberGenerator.GetHexString(32, lowercase: true)));
}

internal sealed class ToyDeviceTokens(ToyDevices devices, ToyService service)
    : TokenSource<ToyDeviceToken>("device-token", devices.DescendantScope, RefreshBehavior.Remint, ToyJson.Default.ToyDeviceToken)
{
    protected override async Task<ToyDeviceToken> MintAsync(MintContext<ToyDeviceToken> mint, CancellationToken deadline) =>
        await service.DeviceAsync((await mint.ParentAsync(devices).ConfigureAwait(false)).Id, deadline).ConfigureAwait(false);
}

internal sealed class ToyGrants(ToyService service) : TokenSource<ToyGrant>("grant", TokenScope.Account, RefreshBehavior.Rotating, ToyJson.Default.ToyGrant)
{
    protected override Task<ToyGrant> MintAsync(MintContext<ToyGrant> mint, CancellationToken deadline) => service.RefreshAsync(mint.Previous!.RefreshToken, deadline);
}

public sealed class ToySessions : TokenSource<ToySession>
{
    public const string Api = "api";

    private readonly ToyGrants _grants;
    private readonly ToyDeviceTokens _devices;
    private readonly ToyBadges _badges;
    private readonly ToyService _service;

    internal ToySessions(ToyGrants grants, ToyDeviceTokens devices, ToyBadges badges, ToyService service)
        : base("session", TokenScope.Account, RefreshBehavior.Remint, ToyJson.Default.ToySession) => (_grants, _devices, _badges, _service) = (grants, devices, badges, service);

    protected override async Task<ToySession> MintAsync(MintContext<ToySession> mint, CancellationToken deadline)
    {
        ToyGrant grant = await mint.ParentAsync(_grants).ConfigureAwait(false);
        ToyDeviceToken device = await mint.ParentAsync(_devices, exact: true).ConfigureAwait(false);
        (ToySession? session, ToyBadge? badge, ProviderException? refusal) =
            await _service.SessionAsync(grant.AccessToken, device.Token, mint.Audience!, deadline).ConfigureAwait(false);
        if (session is null)
        {
            mint.Refused(_devices, device);
            throw refusal!;
        }

        mint.Also(_badges, badge!);
        return session;
    }
}

public sealed class ToyBadges : TokenSource<ToyBadge>
{
    private readonly ToyService _service;

    internal ToyBadges(ToyService service)
        : base("badge", TokenScope.Account, RefreshBehavior.Remint, ToyJson.Default.ToyBadge) => _service = service;

    internal ToySessions Sessions { get; set; } = null!;

    protected override async Task<ToyBadge> MintAsync(MintContext<ToyBadge> mint, CancellationToken deadline)
    {
        ToySession session = await mint.ParentAsync(Sessions, ToySessions.Api).ConfigureAwait(false);
        return mint.Delivered ?? await _service.BadgeAsync(session.Token, deadline).ConfigureAwait(false);
    }
}
