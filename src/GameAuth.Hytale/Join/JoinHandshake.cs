using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GameAuth.Hytale;

/// <summary>The server's side of a join. The player proves who he is, and that the service let him in to this server; he gets the same proof of the server. One for each server; safe for use from any thread.</summary>
/// <remarks>Facts: the handshake of servers and proxies, in six steps; <c>docs/hytale-tokens.md</c> lists them.</remarks>
public sealed class JoinHandshake
{
    private readonly HytaleGameSession _session;
    private readonly HytaleTokenValidator _tokens;
    private readonly string _audience;
    private readonly ReadOnlyMemory<byte> _certificate;

    /// <summary>Creates the handshake of a server.</summary>
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
    public async Task<JoinStart> BeginAsync(Secret identityToken, Guid playerId, string username, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(identityToken);
        ArgumentNullException.ThrowIfNull(username);
        HytaleTokenResult identity = await _tokens.ValidateAsync(identityToken, IdentityProfile, cancellationToken).ConfigureAwait(false);
        JoinRefusal refusal = identity.Token is not { } token ? JoinRefusal.IdentityToken
            : token.PlayerId != playerId ? JoinRefusal.OtherPlayer
            : !string.Equals(token.Username, username, StringComparison.Ordinal) ? JoinRefusal.OtherName
            : JoinRefusal.None;
        if (refusal is not JoinRefusal.None)
        {
            return new JoinStart(refusal, identity);
        }

        try
        {
            Secret grant = await _session.RequestJoinGrantAsync(identityToken, _audience, cancellationToken).ConfigureAwait(false);
            return new JoinStart(new JoiningPlayer(this, identity.Token!, grant, _session.IdentityToken));
        }
        catch (ProviderException refused) when (IsRefusal(refused))
        {
            return new JoinStart(JoinRefusal.Grant, identity) { Failure = refused };
        }
    }

    internal async Task<JoinResult> CompleteAsync(
        JoiningPlayer player, Secret accessToken, Secret serverGrant, ReadOnlyMemory<byte> clientCertificate, CancellationToken cancellationToken)
    {
        HytaleTokenProfile wanted = HytaleTokenProfile.ServerAccess(_audience, clientCertificate);
        HytaleTokenResult access = await _tokens.ValidateAsync(accessToken, wanted, cancellationToken).ConfigureAwait(false);
        if (access.Token is not { } token)
        {
            return new JoinResult(JoinRefusal.AccessToken, access);
        }

        if (token.PlayerId != player.Identity.PlayerId)
        {
            return new JoinResult(JoinRefusal.OtherHolder, access);
        }

        try
        {
            return new JoinResult(token, await _session.RedeemJoinGrantAsync(serverGrant, _certificate, cancellationToken).ConfigureAwait(false));
        }
        catch (ProviderException refused) when (IsRefusal(refused))
        {
            return new JoinResult(JoinRefusal.ServerGrant, access) { Failure = refused };
        }
    }

    // A 401 is about the server's own session. With "403 invalid token" the service is seen to refuse sessions and strangers' tokens alike; a stranger must not
    // be able to make it look like the server's failure.
    private static bool IsRefusal(ProviderException refused) => !refused.IsTransient && refused.Status is >= 400 and < 500 and not 401;
}

/// <summary>A player who has said who he is and was given a grant; what he answers decides. Safe for use from any thread; it prints without tokens.</summary>
public sealed class JoiningPlayer
{
    private readonly JoinHandshake _handshake;

    internal JoiningPlayer(JoinHandshake handshake, HytaleToken identity, Secret grant, Secret serverIdentityToken)
    {
        _handshake = handshake;
        Identity = identity;
        Grant = grant;
        ServerIdentityToken = serverIdentityToken;
    }

    /// <summary>Who the player is.</summary>
    public HytaleToken Identity { get; }

    /// <summary>The grant, to be sent to the player.</summary>
    public Secret Grant { get; }

    /// <summary>The server's identity token, to be sent with it.</summary>
    public Secret ServerIdentityToken { get; }

    /// <summary>The second half: validates the player's access token against the certificate of the connection, and redeems the grant that he has asked for in turn.</summary>
    /// <param name="accessToken">What the player got for <see cref="Grant"/>.</param>
    /// <param name="serverGrant">What the player has asked for with <see cref="ServerIdentityToken"/>.</param>
    /// <param name="clientCertificate">The certificate that the player's side of the connection has shown.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Whether he is in, and the server's access token for him.</returns>
    /// <exception cref="GameAuthException">As <see cref="HytaleGameSessionJoinExtensions.RedeemJoinGrantAsync"/>, but a grant that the service refuses is the player's refusal.</exception>
    public Task<JoinResult> CompleteAsync(
        Secret accessToken, Secret serverGrant, X509Certificate clientCertificate, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(clientCertificate);
        return CompleteAsync(accessToken, serverGrant, clientCertificate.GetCertHash(HashAlgorithmName.SHA256), cancellationToken);
    }

    /// <summary>As <see cref="CompleteAsync(Secret, Secret, X509Certificate, CancellationToken)"/>, for a certificate that is known by its hash.</summary>
    /// <param name="accessToken">What the player got for <see cref="Grant"/>.</param>
    /// <param name="serverGrant">What the player has asked for with <see cref="ServerIdentityToken"/>.</param>
    /// <param name="clientCertificateSha256">The SHA-256 of the player's certificate, 32 bytes.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>Whether he is in, and the server's access token for him.</returns>
    /// <exception cref="ArgumentException">The hash has not 32 bytes.</exception>
    /// <exception cref="GameAuthException">As <see cref="CompleteAsync(Secret, Secret, X509Certificate, CancellationToken)"/>.</exception>
    public Task<JoinResult> CompleteAsync(
        Secret accessToken, Secret serverGrant, ReadOnlyMemory<byte> clientCertificateSha256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(accessToken);
        ArgumentNullException.ThrowIfNull(serverGrant);
        return _handshake.CompleteAsync(this, accessToken, serverGrant, clientCertificateSha256, cancellationToken);
    }

    /// <summary>Who it is; no token.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => $"joining: {Identity}";
}
