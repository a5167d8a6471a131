using System.Buffers.Text;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The two calls of a join, made with a session token. A gateway has none of its own, so they go to the session service in either dialect.</summary>
/// <remarks>Facts: what proxies and servers are seen to send.</remarks>
internal sealed class JoinWire(HytaleAuthClient client, HytaleOptions options)
{
    private readonly Uri _grant = new(options.EndpointOf(HytaleEndpoint.Sessions), "/server-join/auth-grant");
    private readonly Uri _token = new(options.EndpointOf(HytaleEndpoint.Sessions), "/server-join/auth-token");

    public async Task<Secret> GrantAsync(HytaleGameSession session, Secret peerIdentity, string audience, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new JoinGrantRequest { IdentityToken = peerIdentity.Reveal(), Aud = audience }, HytaleJoinJsonContext.Default.JoinGrantRequest);

        // A grant that nobody redeems does no harm.
        HytaleCall call = new(HytaleStep.JoinGrant, HttpMethod.Post, _grant, Pace(session)) { Body = _ => body, IsRepeatable = true };
        ProviderResponse answer = await SendAsync(session, call, cancellationToken).ConfigureAwait(false);
        return HytaleTokenText.Whole(answer.ReadJson(HytaleJoinJsonContext.Default.JoinGrantBody).AuthorizationGrant)
            ?? throw answer.Failure("has no usable authorizationGrant", isTransient: false);
    }

    public async Task<Secret> RedeemAsync(HytaleGameSession session, Secret grant, ReadOnlyMemory<byte> certificateSha256, CancellationToken cancellationToken)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(
            new JoinTokenRequest { AuthorizationGrant = grant.Reveal(), Fingerprint = Base64Url.EncodeToString(certificateSha256.Span) },
            HytaleJoinJsonContext.Default.JoinTokenRequest);
        ProviderResponse answer = await SendAsync(
            session, new HytaleCall(HytaleStep.JoinToken, HttpMethod.Post, _token, Pace(session)) { Body = _ => body }, cancellationToken).ConfigureAwait(false);
        return HytaleTokenText.Whole(answer.ReadJson(HytaleJoinJsonContext.Default.JoinTokenBody).AccessToken)
            ?? throw answer.Failure("has no usable accessToken", isTransient: false);
    }

    // No limit is documented; what an answer says of one is learnt for the account.
    private static PaceRequest Pace(HytaleGameSession session) => new([$"hytale/join/{session.Account.Id.Key}"], FailFast: true);

    private async Task<ProviderResponse> SendAsync(HytaleGameSession session, HytaleCall call, CancellationToken cancellationToken)
    {
        if (session.State is HytaleGameSessionState.Ended or HytaleGameSessionState.Lost)
        {
            throw new IllegalStepException($"hytale: the game session is over ({session.State}), so nobody can join with it; make a new one.")
            { Provider = HytaleDefaults.Provider, Step = call.Step };
        }

        Secret presented = session.SessionToken;
        ProviderResponse answer = await client.SendAsync(call with { Bearer = presented }, cancellationToken).ConfigureAwait(false);

        // A renewal ends the token of before; one that came between costs no player his join.
        if (Code(answer) is HytaleErrorCode.Unauthorized && !ReferenceEquals(session.SessionToken, presented))
        {
            answer = await client.SendAsync(call with { Bearer = session.SessionToken }, cancellationToken).ConfigureAwait(false);
        }

        return answer.IsSuccess ? answer : throw Failure(answer);
    }

    private static string? Code(ProviderResponse answer) => answer.IsSuccess ? null : HytaleRefusal.Read(answer).Code;

    // What is forbidden here is the peer's doing, or the session's; the registration's scopes have nothing to do with it.
    private static GameAuthException Failure(ProviderResponse answer) => HytaleRefusal.Read(answer) switch
    {
        { Code: HytaleErrorCode.Forbidden } => answer.Failure("is a refusal", HytaleErrorCode.Forbidden, isTransient: false),
        var refusal => refusal.ToException(),
    };
}
