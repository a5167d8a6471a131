using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GameAuth;
using GameAuth.Hytale;
using HytaleServer.Join;

namespace HytaleServer.Emulated;

/// <summary>The player's side of a join: proves who he is, and makes sure of the server in turn.</summary>
internal sealed class EmulatedJoin(HytaleGameSession session, HytaleTokenValidator tokens, HytaleProfile profile, X509Certificate2 certificate)
{
    private readonly string _audience = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <returns>What the player can say of it.</returns>
    public async Task<string> RunAsync(IPEndPoint server, Secret identity, CancellationToken cancellationToken)
    {
        using TcpClient connection = new();
        await connection.ConnectAsync(server, cancellationToken);
        await using SslStream tls = new(connection.GetStream());
        await tls.AuthenticateAsClientAsync(Settings(), cancellationToken);
        JoinStream stream = new(tls);
        await stream.SendAsync(new JoinMessage { IdentityToken = identity.Reveal(), Id = profile.Id, Name = profile.Username }, cancellationToken);
        if (await stream.ReceiveAsync(cancellationToken) is not { Grant: { } grant, IdentityToken: { } serverIdentity })
        {
            return "turned away at once";
        }

        Secret access = await session.RedeemJoinGrantAsync(new Secret(grant), certificate.GetCertHash(HashAlgorithmName.SHA256), cancellationToken);
        Secret forServer = await session.RequestJoinGrantAsync(new Secret(serverIdentity), _audience, cancellationToken);
        await stream.SendAsync(new JoinMessage { AccessToken = access.Reveal(), Grant = forServer.Reveal() }, cancellationToken);
        if (await stream.ReceiveAsync(cancellationToken) is not { AccessToken: { } proof })
        {
            return "turned away";
        }

        HytaleTokenResult proven = await tokens.ValidateAsync(proof, HytaleTokenProfile.ServerAccess(_audience, tls.RemoteCertificate!), cancellationToken);
        return proven.IsValid ? $"let in, by a server that is {proven.Token.Username}'s" : $"let in, by a server that proves nothing ({proven})";
    }

    private SslClientAuthenticationOptions Settings() => new()
    {
        TargetHost = "hytale-server",
        ClientCertificates = [certificate],

        // As at the server: the server's access token names the certificate that it has to be.
        RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
    };
}
