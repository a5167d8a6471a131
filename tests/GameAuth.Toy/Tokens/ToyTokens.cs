using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace GameAuth.Toy;

// The chain: device -> device token (Registration), grant (Rotating) -> session per audience, bound to the device token -> badge, which comes with it.
public sealed record ToyDevice(Secret Id, DateTimeOffset? ExpiresAt = null) : IToken;

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
    protected override async Task<ToyDeviceToken> MintAsync(MintContext<ToyDeviceToken> mint, CancellationToken deadline)
    {
        ToyDevice device = await mint.ParentAsync(devices).ConfigureAwait(false);
        ToyAnswer answer = await service.PostAsync("device", isRepeatable: true, deadline, ("device_id", device.Id)).ConfigureAwait(false);
        return answer.DeviceToken;
    }
}

internal sealed class ToyGrants(ToyService service) : TokenSource<ToyGrant>("grant", TokenScope.Account, RefreshBehavior.Rotating, ToyJson.Default.ToyGrant)
{
    protected override async Task<ToyGrant> MintAsync(MintContext<ToyGrant> mint, CancellationToken deadline)
    {
        ToyAnswer answer = await service.PostAsync("token", isRepeatable: false, deadline, ("refresh_token", mint.Previous!.RefreshToken)).ConfigureAwait(false);
        return answer.Grant;
    }
}

internal sealed class ToySessions(ToyGrants grants, ToyDeviceTokens devices, ToyBadges badges, ToyService service, ILogger log)
    : TokenSource<ToySession>("session", TokenScope.Account, RefreshBehavior.Remint, ToyJson.Default.ToySession)
{
    public const string Api = "api";

    protected override async Task<ToySession> MintAsync(MintContext<ToySession> mint, CancellationToken deadline)
    {
        ToyGrant grant = await mint.ParentAsync(grants).ConfigureAwait(false);
        ToyDeviceToken device = await mint.ParentAsync(devices, exact: true).ConfigureAwait(false);
        try
        {
            ToyAnswer answer = await service.PostAsync(
                "session", isRepeatable: true, deadline, ("access_token", grant.AccessToken), ("device_token", device.Token), ("audience", new(mint.Audience!))).ConfigureAwait(false);
            ToySession session = answer.Session;
            mint.Also(badges, answer.Badge);
            return session;
        }
        catch (ProviderException refusal) when (refusal.Code is "device_expired")
        {
            ToyLog.DeviceRefused(log);
            mint.Refused(devices, device);
            throw;
        }
    }
}

internal sealed class ToyBadges(Func<TokenSource<ToySession>> sessions, ToyService service)
    : TokenSource<ToyBadge>("badge", TokenScope.Account, RefreshBehavior.Remint, ToyJson.Default.ToyBadge)
{
    protected override async Task<ToyBadge> MintAsync(MintContext<ToyBadge> mint, CancellationToken deadline)
    {
        ToySession session = await mint.ParentAsync(sessions(), ToySessions.Api).ConfigureAwait(false);
        return mint.Delivered ?? (await service.PostAsync("badge", isRepeatable: true, deadline, ("session_token", session.Token)).ConfigureAwait(false)).Badge;
    }
}
