using System.Collections.Concurrent;
using System.Net.Sockets;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Stands between a client and the server, and can keep the server's answers back: what was committed and never told.</summary>
internal sealed class MutedServer : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gameauth-mute-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly ConcurrentBag<Socket> _clients = [];
    private readonly string _target;
    private volatile bool _isMute;
    private int _cuts;

    /// <param name="folder">The directory of the server's socket.</param>
    /// <param name="port">The number in its name.</param>
    public MutedServer(string folder, int port)
    {
        _target = Path.Combine(folder, $".s.PGSQL.{port}");
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, ".s.PGSQL.5432")));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public string ConnectionString => Cluster.ConnectionStringAt(_folder.FullName);

    /// <summary>From now on no client hears anything.</summary>
    public void Mute() => _isMute = true;

    /// <summary>New connections are heard again. Those that have lost something are ended: what comes after a gap means nothing.</summary>
    public void Mend()
    {
        _isMute = false;
        foreach (Socket client in _clients)
        {
            client.Dispose();
        }
    }

    /// <summary>The next answer is lost, and its connection with it.</summary>
    public void CutNextAnswer() => Volatile.Write(ref _cuts, 1);

    public void Dispose()
    {
        _listener.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        _clients.Add(client);
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await server.ConnectAsync(new UnixDomainSocketEndPoint(_target));
        await Task.WhenAny(CopyAsync(client, server, isAnswer: false), CopyAsync(server, client, isAnswer: true));
        client.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, bool isAnswer)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
            {
                if (isAnswer && Interlocked.Exchange(ref _cuts, 0) == 1)
                {
                    return;
                }

                if (!isAnswer || !_isMute)
                {
                    await to.SendAsync(buffer.AsMemory(0, count));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One of the two has ended, and so does the other.
        }
    }
}
