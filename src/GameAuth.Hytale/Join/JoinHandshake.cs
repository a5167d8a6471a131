using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GameAuth.Hytale;

/// <summary>The server's side of a join: who comes proves that he is the player, and that the service means this server; he gets the same proof in turn. One for each server; safe for use from any thread.</summary>
/// <remarks>Facts: the handshake of servers and proxies, in six steps; <c>docs/hytale-tokens.md</c> lists them.</remarks>
public sealed class JoinHandshake
{
    private readonly HytaleGameSession _session;
    private readonly HytaleTokenValidator _tokens;
    private readonly string _audience;
    private readonly ReadOnlyMemory<byte> _certificate;

    /// <summary>A door.</summary>
    /// <param name="session">The server's game session; it stays the caller's.</param>
    /// <param name="tokens">The validator of the same service.</param>
    /// <param name="audience">The server's own audience: what players' access tokens are for.</param>
    /// <param name="certificate">The certificate that the server shows to players.</param>
    public JoinHandshake(HytaleGameSession session, HytaleTokenValidator tokens, string audience, X509Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentException.ThrowIfNullOrEmpty(audience);
        ArgumentNullException.ThrowIfNull(certificate);
        (_session, _tokens, _audience) = (session, tokens, audience);
        _certificate = certificate.GetCertHash(HashAlgorithmName.SHA256);
    }

    /// <summary>What a player's identity token must say. Default <see cref="HytaleTokenProfile.PlayerIdentity"/>.</summary>
    public HytaleTokenProfile IdentityProfile { get; init; } = HytaleTokenProfile.PlayerIdentity;

    /// <summary>The first half: validates who the player says he is, and asks for a grant for him.</summary>
    /// <param name="identityToken">The player's identity token.</param>
    /// <param name="playerId">The id that the client gave.</param>
    /// <param name="username">The name that the client gave.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The player with what has to be sent to him, or why he is refused.</returns>
    /// <exception cref="GameAuthException">As <see cref="HytaleGameSessionJoinExtensions.RequestJoinGrantAsync"/>, but a grant that the service refuses is the player's refusal.</exception>
    public async Task<HytaleJoinStart> BeginAsync(Secret identityToken, Guid playerId, string username, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identityToken);
        ArgumentNullException.ThrowIfNull(username);
        HytaleTokenResult identity = await _tokens.ValidateAsync(identityToken, IdentityProfile, cancellationToken).ConfigureAwait(false);
        HytaleJoinRefusal refusal = identity.Token is not { } token ? HytaleJoinRefusal.IdentityToken
            : token.PlayerId != playerId ? HytaleJoinRefusal.OtherPlayer
            : !string.Equals(token.Username, username, StringComparison.Ordinal) ? HytaleJoinRefusal.OtherName
            : HytaleJoinRefusal.None;
        if (refusal is not HytaleJoinRefusal.None)
        {
            return new HytaleJoinStart(refusal, identity);
        }

        try
        {
            Secret grant = await _session.RequestJoinGrantAsync(identityToken, _audience, cancellationToken).ConfigureAwait(false);
            return new HytaleJoinStart(new HytaleJoiningPlayer(this, identity.Token!, grant, _session.IdentityToken));
        }
        catch (ProviderException refused) when (IsRefusal(refused))
        {
            return new HytaleJoinStart(HytaleJoinRefusal.Grant, identity) { Failure = refused };
        }
    }

    internal async Task<JoinResult> CompleteAsync(
        HytaleJoiningPlayer player, Secret accessToken, Secret serverGrant, ReadOnlyMemory<byte> clientCertificate, CancellationToken cancellationToken)
    {
        HytaleTokenProfile wanted = HytaleTokenProfile.ServerAccess(_audience, clientCertificate);
        HytaleTokenResult access = await _tokens.ValidateAsync(accessToken, wanted, cancellationToken).ConfigureAwait(false);
        if (access.Token is not { } token)
        {
            return new JoinResult(HytaleJoinRefusal.AccessToken, access);
        }

        if (token.PlayerId != player.Identity.PlayerId)
        {
            return new JoinResult(HytaleJoinRefusal.OtherHolder, access);
        }

        try
        {
            return new JoinResult(token, await _session.RedeemJoinGrantAsync(serverGrant, _certificate, cancellationToken).ConfigureAwait(false));
        }
        catch (ProviderException refused) when (IsRefusal(refused))
        {
            return new JoinResult(HytaleJoinRefusal.ServerGrant, access) { Failure = refused };
        }
    }

    // A 401 is about the server's own session. With "403 invalid token" the service is seen to refuse sessions and strangers' tokens alike; a stranger must not
    // be able to make it look like the server's failure.
    private static bool IsRefusal(ProviderException refused) => !refused.IsTransient && refused.Status is >= 400 and < 500 and not 401;
}
