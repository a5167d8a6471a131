using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>A gateway in front of Hytale's services: eight calls under <c>/api/v1/hytale/oauth</c>, JSON both ways.</summary>
/// <remarks>Both the bearer and the account id are sent, because gateways read the one or the other.</remarks>
internal sealed class GatewayProtocol(HytaleAuthClient client, HytaleOptions options) : HytaleProtocol
{
    private readonly GatewayGrants _grants = new(options, client.Channel.Clock.Local);
    private readonly HytaleLimits _limits = new(options);

    public override bool SessionsNeedGrant => true;

    public override async Task<DeviceAuthorization> BeginAsync(CancellationToken cancellationToken)
    {
        HytaleCall call = Call(HytaleStep.DeviceCode, "device-code", HytaleLimits.DeviceCode, grant: null, new GatewayRequest { AccountId = options.GatewayAccountId }) with { IsRepeatable = true };
        return DeviceAuthorization.Read(await client.SucceedAsync(call, cancellationToken).ConfigureAwait(false), client.Pages);
    }

    public override async Task<DevicePollResult<HytaleGrant>> PollAsync(DeviceAuthorization code, CancellationToken cancellationToken)
    {
        GatewayRequest body = new() { DeviceCode = code.DeviceCode.Reveal(), AccountId = options.GatewayAccountId };
        HytaleCall call = Call(HytaleStep.Poll, "token", HytaleLimits.Poll, grant: null, body) with { IsRepeatable = true };
        return _grants.ReadPoll(await client.SendAsync(call, cancellationToken).ConfigureAwait(false));
    }

    public override async Task<HytaleGrant> RefreshAsync(AccountId account, HytaleGrant previous, CancellationToken cancellationToken)
    {
        GatewayRequest body = new() { RefreshToken = previous.RefreshToken!.Reveal(), AccountId = AccountOf(previous) };
        HytaleCall call = Call(HytaleStep.Refresh, "refresh", HytaleLimits.Refresh(account), grant: null, body);
        return _grants.ReadRefresh(await client.SendAsync(call, cancellationToken).ConfigureAwait(false), previous);
    }

    public override async Task<HytaleOwner> GetProfilesAsync(AccountId account, HytaleGrant grant, CancellationToken cancellationToken)
    {
        HytaleCall call = Call(HytaleStep.Profiles, "profiles", _limits.Hourly(HytaleCallNames.Profiles, account), grant, new GatewayRequest { AccountId = AccountOf(grant) })
            with { IsRepeatable = true };
        ProviderResponse answer = await client.SucceedAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.ReadJson(HytaleJson.Default.ProfilesBody).ToOwner(answer, grant.AccountId);
    }

    public override async Task SelectProfileAsync(AccountId account, HytaleGrant grant, Guid profile, CancellationToken cancellationToken)
    {
        GatewayRequest body = new() { AccountId = AccountOf(grant), ProfileUuid = profile };
        HytaleCall call = Call(HytaleStep.SelectProfile, "select-profile", _limits.Hourly(HytaleCallNames.SelectProfile, account), grant, body) with { IsRepeatable = true };
        await client.SucceedAsync(call, cancellationToken).ConfigureAwait(false);
    }

    public override async Task<GameSessionTokens> CreateSessionAsync(AccountId account, HytaleGrant grant, Guid profile, CancellationToken cancellationToken)
    {
        GatewayRequest body = new() { AccountId = AccountOf(grant), ProfileUuid = profile };
        HytaleCall call = Call(HytaleStep.SessionNew, "game-session/new", _limits.Hourly(HytaleCallNames.SessionNew, account), grant, body)
            with { FinishesOnceSent = true };
        return Read(await client.SucceedAsync(call, cancellationToken).ConfigureAwait(false), profile, sessionId: null);
    }

    public override async Task<GameSessionTokens> RefreshSessionAsync(AccountId account, HytaleGrant? grant, GameSessionTokens session, CancellationToken cancellationToken)
    {
        HytaleCall call = Call(
            HytaleStep.SessionRefresh, "game-session/refresh", _limits.Hourly(HytaleCallNames.SessionRefresh, account), grant, Of(session, grant));
        return Read(await client.SucceedAsync(call, cancellationToken).ConfigureAwait(false), session.Profile, session.SessionId);
    }

    public override async Task EndSessionAsync(AccountId account, HytaleGrant? grant, GameSessionTokens session, CancellationToken cancellationToken)
    {
        HytaleCall call = Call(
            HytaleStep.SessionEnd, "game-session/delete", _limits.Hourly(HytaleCallNames.SessionEnd, account), grant, Of(session, grant)) with { IsRepeatable = true };
        ProviderResponse answer = await client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (!answer.IsSuccess && HytaleRefusal.Read(answer) is { Code: not HytaleErrorCode.SessionNotFound } refusal)
        {
            throw refusal.ToException();
        }
    }

    private GatewayRequest Of(GameSessionTokens session, HytaleGrant? grant) => new()
    {
        AccountId = AccountOf(grant),
        SessionId = session.SessionId,
        ProfileUuid = session.SessionId is null ? session.Profile : null,
    };

    // One that was imported has no name yet.
    private string? AccountOf(HytaleGrant? grant) => grant?.AccountId ?? options.GatewayAccountId;

    private GameSessionTokens Read(ProviderResponse answer, Guid profile, string? sessionId) =>
        answer.ReadJson(HytaleJson.Default.GatewaySessionBody).ToTokens(answer, profile, sessionId, client);

    private HytaleCall Call(string step, string path, PaceRequest pace, HytaleGrant? grant, GatewayRequest body) =>
        new(step, HttpMethod.Post, new Uri(options.EndpointOf(HytaleEndpoint.Gateway), $"/api/v1/hytale/oauth/{path}"), pace)
        {
            Bearer = grant?.AccessToken,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, HytaleJson.Default.GatewayRequest),
        };
}
