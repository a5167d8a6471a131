using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using GameAuth;
using GameAuth.Hytale;

namespace HytaleServer.Door;

/// <summary>Listens on loopback, and receives each who comes.</summary>
internal sealed class LoopbackDoor : IDisposable
{
    private const int MostAtOnce = 16;

    private readonly TcpListener _listener;
    private readonly Visit _visit;

    private LoopbackDoor(TcpListener listener, Visit visit) => (_listener, _visit) = (listener, visit);

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <exception cref="GameAuthConfigurationException">The port is somebody else's.</exception>
    public static LoopbackDoor Open(JoinHandshake door, X509Certificate2 certificate, int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        try
        {
            listener.Start();
        }
        catch (SocketException taken)
        {
            listener.Dispose();
            throw new GameAuthConfigurationException($"The door can not be opened at port {port} ({taken.SocketErrorCode}); pass another one to --port, or 0 for any.");
        }

        return new LoopbackDoor(listener, new Visit(door, certificate));
    }

    /// <summary>Goes on until it is cancelled.</summary>
    public Task ReceiveAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        AcceptAsync(cancellationToken),
        new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken },
        async (player, ends) =>
        {
            using (player)
            {
                Console.WriteLine(await _visit.ReceiveAsync(player.GetStream(), ends));
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
