using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GameAuth.Hytale;

/// <summary>A player who has said who he is and was given a grant; what he answers decides. Safe for use from any thread; it prints without tokens.</summary>
public sealed class HytaleJoiningPlayer
{
    private readonly JoinHandshake _door;

    internal HytaleJoiningPlayer(JoinHandshake door, HytaleToken identity, Secret grant, Secret serverIdentityToken)
    {
        _door = door;
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
        return _door.CompleteAsync(this, accessToken, serverGrant, clientCertificateSha256, cancellationToken);
    }

    /// <summary>Who it is; no token.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => $"joining: {Identity}";
}
