using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GameAuth.Core.Tests.Wire;

/// <summary>A server on loopback that answers every request with the same bytes and keeps the connection open, unless it is told to hang up.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _serving;
    private readonly byte[] _answer;
    private readonly bool _hangsUp;

    public RawServer(string head, byte[] body, bool hangsUp = false)
    {
        _answer = [.. Encoding.ASCII.GetBytes(head + "\r\n\r\n"), .. body];
        _hangsUp = hangsUp;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    public int Connections { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Dispose();
        await _serving;
        _over.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> conversations = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_over.Token);
                Connections++;
                conversations.Add(TalkAsync(client));
            }
        }
        catch (OperationCanceledException)
        {
        }

        await Task.WhenAll(conversations);
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                byte[] request = new byte[16 * 1024];
                while (await stream.ReadAsync(request, _over.Token) > 0)
                {
                    await stream.WriteAsync(_answer, _over.Token);
                    if (_hangsUp)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
            }
        }
    }
}
