using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>Hytale's own services: OAuth at one host, profiles at a second, game sessions at a third.</summary>
/// <remarks>Facts: Hytale's "Server Provider Authentication Guide".</remarks>
internal sealed class DirectProtocol : HytaleProtocol
{
    private readonly HytaleOptions _options;
    private readonly HytaleLimits _limits;
    private readonly DeviceAuthorizationEndpoint _codes;

    public DirectProtocol(HytaleAuthClient client, HytaleOptions options)
        : base(client)
    {
        _options = options;
        _limits = new HytaleLimits(options);
        Uri oauth = options.EndpointOf(HytaleEndpoint.OAuth);
        _codes = new DeviceAuthorizationEndpoint(client.Exchange, new Uri(oauth, "/oauth2/device/auth"), client.Pages) { Pace = _limits.DeviceCode };
    }

    public override Task<DeviceAuthorization> BeginAsync(CancellationToken cancellationToken) =>
        OfServiceAsync(_codes.BeginAsync(new OAuthForm().Add("client_id", _options.ClientId).Add("scope", _options.Scope), cancellationToken));

    public override async Task<DevicePollResult<HytaleGrant>> PollAsync(DeviceAuthorization code, PaceRequest pace, CancellationToken cancellationToken)
    {
        TokenEndpoint endpoint = new(Client.Exchange, Settings() with { PollPace = pace });
        DevicePollResult<TokenResponse> result = await endpoint.PollAsync(code, more: null, cancellationToken).ConfigureAwait(false);
        if (result.Failure is ProviderException { Code: HytaleErrors.InvalidGrant })
        {
            // The code was redeemed by a poll whose answer was lost, or is not known any more: another one is needed.
            return new DevicePollResult<HytaleGrant>(DevicePollVerdict.Expired);
        }

        return new DevicePollResult<HytaleGrant>(result.Verdict)
        {
            Granted = result.Granted is { } tokens ? Grant(tokens, previous: null) : null,
            RetryAfter = result.RetryAfter,
            Failure = result.Failure,
        };
    }

    public override async Task<HytaleGrant> RefreshAsync(AccountId account, HytaleGrant previous, CancellationToken cancellationToken)
    {
        TokenEndpoint tokens = new(Client.Exchange, Settings() with { Pace = _limits.Refresh(account) });
        return Grant(await OfServiceAsync(tokens.RefreshAsync(previous.RefreshToken!, more: null, cancellationToken)).ConfigureAwait(false), previous);
    }

    protected override HytaleCall ProfilesCall(AccountId account) => new(
        HytaleStep.Profiles, HttpMethod.Get, At(HytaleEndpoint.AccountData, "/my-account/get-profiles"), _limits.Hourly(HytaleCallNames.Profiles, account)) { IsRepeatable = true };

    /// <summary>There is no such call; a session names its profile.</summary>
    public override Task SelectProfileAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken) => Task.CompletedTask;

    public override async Task<GameSessionTokens> CreateSessionAsync(HytaleAccount account, Guid profile, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(new DirectSessionRequest(profile), HytaleJson.Default.DirectSessionRequest);
        HytaleCall call = new(HytaleStep.SessionNew, HttpMethod.Post, At(HytaleEndpoint.Sessions, "/game-session/new"), _limits.Hourly(HytaleCallNames.SessionNew, account.Id))
        { Account = account, Body = _ => body, FinishesOnceSent = true };
        return await TakeAsync(account, await Client.SucceedAsync(call, cancellationToken).ConfigureAwait(false), profile).ConfigureAwait(false);
    }

    public override async Task<GameSessionTokens> RefreshSessionAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken)
    {
        HytaleCall call = new(HytaleStep.SessionRefresh, HttpMethod.Post, At(HytaleEndpoint.Sessions, "/game-session/refresh"), _limits.Hourly(HytaleCallNames.SessionRefresh, account.Id))
        { Bearer = session.SessionToken, FinishesOnceSent = true };
        ProviderResponse answer = await Client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        return HytaleErrorResponse.Find(answer) is not { } refusal ? await TakeAsync(account, answer, session.Profile).ConfigureAwait(false)
            : IsOver(refusal) ? throw answer.Failure("says that the session is over", HytaleErrorCode.SessionNotFound, isTransient: false)
            : throw refusal.ToException();
    }

    public override async Task EndSessionAsync(HytaleAccount account, GameSessionTokens session, CancellationToken cancellationToken)
    {
        HytaleCall call = new(HytaleStep.SessionEnd, HttpMethod.Delete, At(HytaleEndpoint.Sessions, "/game-session"), _limits.Hourly(HytaleCallNames.SessionEnd, account.Id))
        { Bearer = session.SessionToken, IsRepeatable = true };
        ProviderResponse answer = await Client.SendAsync(call, cancellationToken).ConfigureAwait(false);
        if (HytaleErrorResponse.Find(answer) is { } refusal && !IsOver(refusal))
        {
            throw refusal.ToException();
        }
    }

    // The engine's OAuth endpoints know none of this provider's codes.
    private static async Task<T> OfServiceAsync<T>(Task<T> call)
    {
        try
        {
            return await call.ConfigureAwait(false);
        }
        catch (ProviderException failure) when (HytaleErrors.IsOfService(failure))
        {
            throw HytaleErrors.OfService(failure);
        }
    }

    // The token that is refused is the session's own: it is over, whatever the grant is and whatever words the refusal has, which are often none.
    private static bool IsOver(HytaleErrorResponse refusal) =>
        refusal.Code is HytaleErrorCode.SessionNotFound || (refusal.Answer.Status is 401 or 403 && refusal.Code is not HytaleErrorCode.ServiceError);

    private Task<GameSessionTokens> TakeAsync(HytaleAccount account, ProviderResponse answer, Guid profile) =>
        TakeSessionAsync(account, answer, profile, answer.ReadJson(HytaleJson.Default.DirectSessionBody), sessionId: null);

    private HytaleGrant Grant(TokenResponse tokens, HytaleGrant? previous) => HytaleGrant.From(tokens, previous, _options, Client.Exchange.Clock.Local, accountId: null);

    private TokenEndpointSettings Settings() => new(At(HytaleEndpoint.OAuth, "/oauth2/token"), _options.ClientId);

    private Uri At(string endpoint, string path) => new(_options.EndpointOf(endpoint), path);
}

/// <summary>The body of <c>POST /game-session/new</c>.</summary>
/// <param name="Uuid">The profile.</param>
internal sealed record DirectSessionRequest(Guid Uuid);

/// <summary>The answer of the session service: camel case, an end with nine fractional digits. Any member may be missing.</summary>
internal sealed class DirectSessionBody : ISessionBody
{
    [JsonPropertyName("sessionToken")]
    public Secret? SessionToken { get; set; }

    [JsonPropertyName("identityToken")]
    public Secret? IdentityToken { get; set; }

    [JsonPropertyName("expiresAt")]
    public DateTimeOffset? ExpiresAt { get; set; }
}
