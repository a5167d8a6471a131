using System.Security.Cryptography;

namespace GameAuth.Hytale;

/// <summary>The two calls with which a player and a server prove to each other who they are. <see cref="JoinHandshake"/> makes them for a server.</summary>
public static class HytaleGameSessionJoinExtensions
{
    /// <summary>Asks for a grant that the peer can redeem for a token to the audience: proof that the service knows both.</summary>
    /// <param name="session">The session of the one who asks.</param>
    /// <param name="peerIdentityToken">The peer's identity token.</param>
    /// <param name="audience">The audience of the one who asks, which the peer's token will be for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The grant, for the peer.</returns>
    /// <exception cref="ProviderException">The service refused the peer's token, or the asking one's (<see cref="HytaleErrorCode.Unauthorized"/>), or failed.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="InvalidOperationException">The session is over.</exception>
    public static Task<Secret> RequestJoinGrantAsync(
        this HytaleGameSession session, Secret peerIdentityToken, string audience, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(peerIdentityToken);
        ArgumentException.ThrowIfNullOrEmpty(audience);
        return session.Account.Joins.GrantAsync(session, peerIdentityToken, audience, cancellationToken);
    }

    /// <summary>Redeems a grant that the peer has asked for, once.</summary>
    /// <param name="session">The session of the one whom the grant is for.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="certificateSha256">The SHA-256 of the own certificate on this connection, 32 bytes: the token is bound to it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The access token, for the peer to validate.</returns>
    /// <exception cref="ArgumentException">The hash has not 32 bytes.</exception>
    /// <exception cref="ProviderException">The service refused the grant, or the token of the session that asks (<see cref="HytaleErrorCode.Unauthorized"/>), or failed.</exception>
    /// <exception cref="OutcomeUnknownException">The answer was lost; the grant is spent or is not. Let the peer ask for another.</exception>
    /// <exception cref="ThrottledException">The service holds the account back.</exception>
    /// <exception cref="InvalidOperationException">The session is over.</exception>
    public static Task<Secret> RedeemJoinGrantAsync(
        this HytaleGameSession session, Secret grant, ReadOnlyMemory<byte> certificateSha256, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(grant);
        return certificateSha256.Length == SHA256.HashSizeInBytes
            ? session.Account.Joins.RedeemAsync(session, grant, certificateSha256, cancellationToken)
            : throw new ArgumentException("The SHA-256 of a certificate has 32 bytes.", nameof(certificateSha256));
    }
}
