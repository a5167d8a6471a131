using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using GameAuth;
using GameAuth.Hytale;

namespace HytaleServer.Join;

/// <summary>Listens on loopback, and lets players join.</summary>
internal sealed class JoinListener : IDisposable
{
    private const int MostAtOnce = 16;

    private readonly TcpListener _listener;
    private readonly JoinConnection _connection;

    private JoinListener(TcpListener listener, JoinConnection connection) => (_listener, _connection) = (listener, connection);

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <exception cref="GameAuthConfigurationException">The port is somebody else's.</exception>
    public static JoinListener Open(JoinHandshake handshake, X509Certificate2 certificate, int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken)
        {
            listener.Dispose();
            throw new GameAuthConfigurationException($"Nothing can listen at port {port} ({taken.SocketErrorCode}); pass another one to --port, or 0 for any.");
        }

        return new JoinListener(listener, new JoinConnection(handshake, certificate));
    }

    /// <summary>Goes on until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        AcceptAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
        async (player, ends) =>
        {
            using (player)
            {
                Console.WriteLine(await _connection.ReceiveAsync(player.GetStream(), ends));
            }
        });

    public void Dispose() => _listener.Dispose();

    private async IAsyncEnumerable<TcpClient> AcceptAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            yield return await _listener.AcceptTcpClientAsync(cancellationToken);
        }
    }
}
