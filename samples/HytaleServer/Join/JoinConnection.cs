using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using GameAuth;
using GameAuth.Hytale;

namespace HytaleServer.Join;

/// <summary>The server's side of a join over one connection. Both sides show a certificate, and both prove with tokens who they are.</summary>
internal sealed class JoinConnection(JoinHandshake handshake, X509Certificate2 certificate)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <returns>What came of it, in a line for the console: no token, and no word of a stranger's own.</returns>
    public async Task<string> ReceiveAsync(Stream connection, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            await using SslStream tls = new(connection);
            await tls.AuthenticateAsServerAsync(Settings(), limit.Token);
            return await JoinAsync(new JoinStream(tls), tls.RemoteCertificate!, limit.Token);
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException or InvalidDataException
            || (gone is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return $"Somebody did not get to the end of a join ({gone.GetType().Name}).";
        }
        catch (GameAuthException failure)
        {
            // Nobody's refusal: the session service is down, or holds the server back.
            return $"Somebody could not join: {failure.UserMessage}";
        }
        catch (InvalidOperationException)
        {
            return "Somebody could not join: the game session is over.";
        }
    }

    private async Task<string> JoinAsync(JoinStream stream, X509Certificate shown, CancellationToken cancellationToken)
    {
        JoinMessage hello = await stream.ReceiveAsync(cancellationToken);
        JoinStart start = await handshake.BeginAsync(new Secret(hello.IdentityToken ?? ""), hello.Id, hello.Name ?? "", cancellationToken);
        if (!start.GoesOn)
        {
            await stream.SendAsync(new JoinMessage { IsRefused = true }, cancellationToken);
            return $"Somebody is refused: {start.Refusal}, {start.Identity.Refusal}. {start.Failure?.UserMessage}".TrimEnd();
        }

        await stream.SendAsync(
            new JoinMessage { Grant = start.Player.Grant.Reveal(), IdentityToken = start.Player.ServerIdentityToken.Reveal() }, cancellationToken);
        JoinMessage answer = await stream.ReceiveAsync(cancellationToken);
        JoinResult end = await start.Player.CompleteAsync(new Secret(answer.AccessToken ?? ""), new Secret(answer.Grant ?? ""), shown, cancellationToken);
        await stream.SendAsync(new JoinMessage { AccessToken = end.ServerAccessToken?.Reveal(), IsRefused = !end.IsAdmitted }, cancellationToken);
        string who = $"{start.Player.Identity.Username} ({start.Player.Identity.PlayerId})";
        return end.IsAdmitted ? $"{who} is in." : $"{who} is refused: {end.Refusal}, {end.Access.Refusal}. {end.Failure?.UserMessage}".TrimEnd();
    }

    private SslServerAuthenticationOptions Settings() => new()
    {
        ServerCertificate = certificate,
        ClientCertificateRequired = true,

        // Nobody signs players' certificates. TLS proves that the player has the key, and his access token names the certificate.
        RemoteCertificateValidationCallback = static (_, shown, _, _) => shown is not null,
    };
}
