using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>A gateway in front of Hytale's services: eight calls under <c>/api/v1/hytale/oauth</c>, JSON both ways.</summary>
/// <remarks>Both the bearer and the account id are sent, because gateways read the one or the other.</remarks>
internal sealed class GatewayProtocol(HytaleAuthClient client, HytaleOptions options) : HytaleProtocol(client)
{
    private readonly GatewayTokenReader _grants = new(options, client.Exchange.Clock.Local);
    private readonly HytaleLimits _limits = new(options);

    public override async Task<DeviceAuthorization> BeginAsync(CancellationToken cancellationToken)
    {
        HytaleCall call = Call(HytaleStep.DeviceCode, "device-code", _limits.DeviceCode, new GatewayRequest { AccountId = options.GatewayAccountId }) with { IsRepeatable = true };
        return DeviceAuthorization.Read(await Client.SucceedAsync(call, cancellationToken).ConfigureAwait(false), Client.Pages);
    }

    public override async Task<DevicePollResult<HytaleGrant>> PollAsync(DeviceAuthorization code, PaceRequest pace, CancellationToken cancellationToken)
    {
        GatewayRequest body = new() { DeviceCode = code.DeviceCode.Reveal(), AccountId = options.GatewayAccountId };
        HytaleCall call = Call(HytaleStep.Poll, "token", pace, body) with { IsRepeatable = true };
        return _grants.ReadPoll(await Client.SendAsync(call, cancellationToken).ConfigureAwait(false));
    }

    public override async Task<HytaleGrant> RefreshAsync(AccountId account, HytaleGrant previous, CancellationToken cancellationToken)
    {
        GatewayRequest body = new() { RefreshToken = previous.RefreshToken!.Reveal(), AccountId = AccountOf(previous) };
        HytaleCall call = Call(HytaleStep.Refresh, "refresh", _limits.Refresh(account), body);
        return _grants.ReadRefresh(await Client.SendAsync(call, cancellationToken).ConfigureAwait(false), previous);
    }

    protected override HytaleCall ProfilesCall(AccountId account) =>
        Call(HytaleStep.Profiles, "profiles", HytaleCallNames.Profiles, account, grant => new GatewayRequest { AccountId = AccountOf(grant) }) with { IsRepeatable = true };

    public override Task SelectProfileAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken) => Client.SucceedAsync(
        Call(HytaleStep.SelectProfile, "select-profile", HytaleCallNames.SelectProfile, account.Id, grant => new GatewayRequest { AccountId = AccountOf(grant), ProfileUuid = profile })
            with { Account = account, IsRepeatable = true },
        cancellationToken);

    public override async Task<GameSessionTokens> CreateSessionAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        HytaleCall call = Call(
            HytaleStep.SessionNew, "game-session/new", HytaleCallNames.SessionNew, account.Id, grant => new GatewayRequest { AccountId = AccountOf(grant), ProfileUuid = profile })
            with { Account = account, FinishesOnceSent = true };
        return await TakeAsync(account, await Client.SucceedAsync(call, cancellationToken).ConfigureAwait(false), profile, sessionId: null).ConfigureAwait(false);
    }

    public override async Task<GameSessionTokens> RefreshSessionAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken)
    {
        HytaleCall call = Call(HytaleStep.SessionRefresh, "game-session/refresh", HytaleCallNames.SessionRefresh, account.Id, grant => Of(session, grant)) with { Account = account, FinishesOnceSent = true };
        return await TakeAsync(account, await Client.SucceedAsync(call, cancellationToken).ConfigureAwait(false), session.Profile, session.SessionId).ConfigureAwait(false);
    }

    public override async Task EndSessionAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken)
    {
        HytaleCall call = Call(HytaleStep.SessionEnd, "game-session/delete", HytaleCallNames.SessionEnd, account.Id, grant => Of(session, grant)) with { Account = account, IsRepeatable = true };
        ProviderResponse answer = await Client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (HytaleErrorResponse.Find(answer) is { Code: not HytaleErrorCode.SessionNotFound } refusal)
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

    private Task<GameSessionTokens> TakeAsync(HytaleAccount account, ProviderResponse answer, Guid profile, string? sessionId)
    {
        GatewaySessionBody body = answer.ReadJson(HytaleJson.Default.GatewaySessionBody);
        return TakeSessionAsync(account, answer, profile, body, ServerText.NameOrNull(body.SessionId, 128) ?? sessionId);
    }

    private HytaleCall Call(string step, string path, string limit, AccountId account, Func<HytaleGrant?, GatewayRequest> body) =>
        new(step, HttpMethod.Post, AddressOf(path), _limits.Hourly(limit, account)) { Body = grant => Write(body(grant)) };

    private HytaleCall Call(string step, string path, PaceRequest pace, GatewayRequest body) => new(step, HttpMethod.Post, AddressOf(path), pace) { Body = _ => Write(body) };

    private Uri AddressOf(string path) => new(options.EndpointOf(HytaleEndpoint.Gateway), $"/api/v1/hytale/oauth/{path}");

    private static byte[] Write(GatewayRequest body) => JsonSerializer.SerializeToUtf8Bytes(body, HytaleJson.Default.GatewayRequest);
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
