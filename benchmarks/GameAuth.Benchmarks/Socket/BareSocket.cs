using System.Globalization;
using System.Net.WebSockets;
using System.Text;

namespace GameAuth.Benchmarks.Socket;

/// <summary>The limit: a ClientWebSocket that exchanges the same frames, and knows nothing of calls. One thread sends and receives.</summary>
internal sealed class BareSocket : IAsyncDisposable
{
    private static readonly byte[] Head = "42"u8.ToArray();
    private static readonly byte[] Middle = """["find","market/listing",{"Name":"n","Number":"""u8.ToArray();
    private static readonly byte[] Tail = "}]"u8.ToArray();

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _out = new byte[256];
    private readonly byte[] _in = new byte[64 << 10];
    private int _id;

    public static async Task<BareSocket> ConnectAsync(Uri server, int major)
    {
        BareSocket bare = new();
        bare._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await bare._socket.ConnectAsync(new Uri($"ws://{server.Authority}/socket.io/?EIO={(major == 2 ? 3 : 4)}&transport=websocket"), CancellationToken.None);
        await bare.ReceiveAsync();
        if (major == 4)
        {
            await bare.SendAsync("40");
        }

        await bare.ReceiveAsync();
        await bare.SendAsync("""420["create","security/session",{"strategy":"jwt","accessToken":"synthetic-token"}]""");
        await bare.ReceiveAsync();
        return bare;
    }

    public async Task RunAsync(int calls, int inFlight)
    {
        for (int sent = 0; sent < inFlight; sent++)
        {
            await SendNextAsync();
        }

        for (int received = 0, sent = inFlight; received < calls; received++)
        {
            await ReceiveAsync();
            if (sent++ < calls)
            {
                await SendNextAsync();
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private ValueTask SendNextAsync()
    {
        int id = ++_id;
        int at = Head.Length;
        Head.CopyTo(_out, 0);
        id.TryFormat(_out.AsSpan(at), out int digits, provider: CultureInfo.InvariantCulture);
        at += digits;
        Middle.CopyTo(_out, at);
        at += Middle.Length;
        id.TryFormat(_out.AsSpan(at), out digits, provider: CultureInfo.InvariantCulture);
        at += digits;
        Tail.CopyTo(_out, at);
        return _socket.SendAsync(_out.AsMemory(0, at + Tail.Length), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    private ValueTask SendAsync(string frame) => _socket.SendAsync(Encoding.UTF8.GetBytes(frame).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async ValueTask ReceiveAsync()
    {
        while (!(await _socket.ReceiveAsync(_in.AsMemory(), CancellationToken.None)).EndOfMessage)
        {
            // Until it is whole.
        }
    }
}
