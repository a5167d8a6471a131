using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>A gateway in front of Hytale's services: eight calls under <c>/api/v1/hytale/oauth</c>, JSON both ways.</summary>
/// <remarks>Both the bearer and the account id are sent, because gateways read the one or the other.</remarks>
internal sealed class GatewayProtocol(HytaleAuthClient client, HytaleOptions options) : HytaleProtocol
{
    private readonly GatewayTokenReader _grants = new(options, client.Channel.Clock.Local);
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

    public override async Task<AccountProfiles> GetProfilesAsync(AccountId account, HytaleGrant grant, CancellationToken cancellationToken)
    {
        HytaleCall call = Call(HytaleStep.Profiles, "profiles", _limits.Hourly(HytaleCallNames.Profiles, account), grant, new GatewayRequest { AccountId = AccountOf(grant) })
            with { IsRepeatable = true };
        ProviderResponse answer = await client.SucceedAsync(call, cancellationToken).ConfigureAwait(false);
        return answer.ReadJson(HytaleJson.Default.ProfilesBody).ToProfiles(answer, grant.AccountId);
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
        if (!answer.IsSuccess && HytaleErrorResponse.Read(answer) is { Code: not HytaleErrorCode.SessionNotFound } refusal)
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

    // The gateway has not named the account of an imported grant yet.
    private string? AccountOf(HytaleGrant? grant) => grant?.AccountId ?? options.GatewayAccountId;

    private GameSessionTokens Read(ProviderResponse answer, Guid profile, string? sessionId)
    {
        GatewaySessionBody body = answer.ReadJson(HytaleJson.Default.GatewaySessionBody);
        string named = ServerText.Clean(body.SessionId, 128);
        return ReadSession(answer, profile, body, named.Length > 0 ? named : sessionId, client);
    }

    private HytaleCall Call(string step, string path, PaceRequest pace, HytaleGrant? grant, GatewayRequest body) =>
        new(step, HttpMethod.Post, new Uri(options.EndpointOf(HytaleEndpoint.Gateway), $"/api/v1/hytale/oauth/{path}"), pace)
        {
            Bearer = grant?.AccessToken,
            Body = JsonSerializer.SerializeToUtf8Bytes(body, HytaleJson.Default.GatewayRequest),
        };
}

/// <summary>The body of any of the eight calls: each has some of these. No record: a record prints what it holds.</summary>
internal sealed class GatewayRequest
{
    /// <summary>The account, where it is configured or the gateway has named it: some look the tokens up by it and do not read the Authorization header.</summary>
    public string? AccountId { get; init; }

    public string? DeviceCode { get; init; }

    public string? RefreshToken { get; init; }

    public Guid? ProfileUuid { get; init; }

    public string? SessionId { get; init; }
}

/// <summary>A game session as a gateway writes it. Any member may be missing; without a session id it is known by its profile.</summary>
internal sealed class GatewaySessionBody : ISessionBody
{
    public string? SessionId { get; set; }

    public Secret? SessionToken { get; set; }

    public Secret? IdentityToken { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }
}
