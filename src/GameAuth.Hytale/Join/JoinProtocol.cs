using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The two calls of a join, made with a session token. A gateway has none of its own, so they go to the session service in either dialect.</summary>
/// <remarks>Facts: what proxies and servers are seen to send.</remarks>
internal sealed class JoinProtocol(HytaleAuthClient client, HytaleOptions options)
{
    private readonly Uri _grant = new(options.EndpointOf(HytaleEndpoint.Sessions), "/server-join/auth-grant");
    private readonly Uri _token = new(options.EndpointOf(HytaleEndpoint.Sessions), "/server-join/auth-token");

    public async Task<Secret> GrantAsync(HytaleGameSession session, Secret peerIdentity, string audience, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new JoinGrantRequest { IdentityToken = peerIdentity.Reveal(), Audience = audience }, HytaleJson.Default.JoinGrantRequest);

        // A grant that nobody redeems does no harm.
        HytaleCall call = new(HytaleStep.JoinGrant, HttpMethod.Post, _grant, Pace(session)) { Body = _ => body, IsRepeatable = true };
        ProviderResponse answer = await SendAsync(session, call, cancellationToken).ConfigureAwait(false);
        return ServerToken.OrNull(answer.ReadJson(HytaleJson.Default.JoinGrantBody).AuthorizationGrant)
            ?? throw answer.Failure("has no usable authorizationGrant", isTransient: false);
    }

    public async Task<Secret> RedeemAsync(HytaleGameSession session, Secret grant, ReadOnlyMemory<byte> certificateSha256, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new JoinTokenRequest { AuthorizationGrant = grant.Reveal(), Fingerprint = Base64Url.EncodeToString(certificateSha256.Span) },
            HytaleJson.Default.JoinTokenRequest);
        ProviderResponse answer = await SendAsync(
            session, new HytaleCall(HytaleStep.JoinToken, HttpMethod.Post, _token, Pace(session)) { Body = _ => body }, cancellationToken).ConfigureAwait(false);
        return ServerToken.OrNull(answer.ReadJson(HytaleJson.Default.JoinTokenBody).AccessToken)
            ?? throw answer.Failure("has no usable accessToken", isTransient: false);
    }

    // No limit is documented; the pacer learns what an answer says of one, for the account.
    private static PaceRequest Pace(HytaleGameSession session) => new([$"hytale/join/{session.Account.Id.Key}"], FailFast: true);

    private async Task<ProviderResponse> SendAsync(HytaleGameSession session, HytaleCall call, CancellationToken cancellationToken)
    {
        if (session.State is ResourceState.Ended or ResourceState.Lost)
        {
            throw new InvalidOperationException($"hytale: the game session is over ({session.State}), so nobody can join with it; make a new one.");
        }

        Secret presented = session.SessionToken;
        ProviderResponse answer = await client.SendAsync(call with { Bearer = presented }, cancellationToken).ConfigureAwait(false);

        // A renewal ends the token of before. Where one came between, the call is made again with the new token.
        if (HytaleErrorResponse.Find(answer) is { Code: HytaleErrorCode.Unauthorized } && !ReferenceEquals(session.SessionToken, presented))
        {
            answer = await client.SendAsync(call with { Bearer = session.SessionToken }, cancellationToken).ConfigureAwait(false);
        }

        return HytaleErrorResponse.Find(answer) is { } refusal ? throw Failure(refusal) : answer;
    }

    // A 403 here is about the peer or the session; the registration's scopes have nothing to do with it.
    private static GameAuthException Failure(HytaleErrorResponse refusal) => refusal.Code is HytaleErrorCode.Forbidden
        ? refusal.Answer.Failure("is a refusal", HytaleErrorCode.Forbidden, isTransient: false)
        : refusal.ToException();
}

/// <summary>The body of <c>POST /server-join/auth-grant</c>. It holds a secret, so it is no record, which would print it.</summary>
internal sealed class JoinGrantRequest
{
    [JsonPropertyName("identityToken")]
    public required string IdentityToken { get; init; }

    [JsonPropertyName("aud")]
    public required string Audience { get; init; }
}

/// <summary>The answer to it.</summary>
internal sealed class JoinGrantBody
{
    [JsonPropertyName("authorizationGrant")]
    public Secret? AuthorizationGrant { get; set; }
}

/// <summary>The body of <c>POST /server-join/auth-token</c>. It holds a secret, so it is no record, which would print it.</summary>
internal sealed class JoinTokenRequest
{
    [JsonPropertyName("authorizationGrant")]
    public required string AuthorizationGrant { get; init; }

    [JsonPropertyName("x509Fingerprint")]
    public required string Fingerprint { get; init; }
}

/// <summary>The answer to it.</summary>
internal sealed class JoinTokenBody
{
    [JsonPropertyName("accessToken")]
    public Secret? AccessToken { get; set; }
}
