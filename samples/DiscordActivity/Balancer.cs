using System.Net;
using System.Net.Sockets;

namespace DiscordActivity;

/// <summary>Stands for the load balancer before the nodes: each connection goes to the next of them, whoever it belongs to. Nothing ties a player to a node.</summary>
internal sealed class Balancer : IAsyncDisposable
{
    private readonly Uri[] _nodes;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public Balancer(IEnumerable<Uri> nodes, int port = 0)
    {
        _nodes = [.. nodes];
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> open = [];
        try
        {
            for (int number = 0; ; number++)
            {
                open.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token), _nodes[number % _nodes.Length]));
                open.RemoveAll(static one => one.IsCompleted);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task CarryAsync(TcpClient accepted, Uri node)
    {
        using TcpClient client = accepted;
        try
        {
            using TcpClient target = new();
            await target.ConnectAsync(node.Host, node.Port, _stop.Token);
            await using NetworkStream front = client.GetStream();
            await using NetworkStream back = target.GetStream();
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Task[] ways = [front.CopyToAsync(back, over.Token), back.CopyToAsync(front, over.Token)];
            await Task.WhenAny(ways);
            await over.CancelAsync();
            await Task.WhenAll(ways);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
        {
            // One of them has left.
        }
    }
}
