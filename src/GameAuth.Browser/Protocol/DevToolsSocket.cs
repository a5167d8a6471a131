using System.Net.WebSockets;
using System.Text.Json;

namespace GameAuth;

/// <summary>A browser that was started with <c>--remote-debugging-port</c>: a WebSocket on loopback, whose path is random.</summary>
internal sealed class DevToolsSocket : DevToolsChannel
{
    private readonly ClientWebSocket _socket = new();

    // No proxy of the machine's is asked for loopback.
    private DevToolsSocket() => _socket.Options.Proxy = null;

    /// <summary>Connects to the browser of a profile; null where none answers. At its port it is asked for its address, which the profile keeps; without a port that address is taken.</summary>
    public static async Task<DevToolsSocket?> TryConnectAsync(string profile, int? port, CancellationToken cancellationToken)
    {
        string file = Path.Combine(profile, "address");
        DevToolsSocket channel = new();
        try
        {
            if (port is not null)
            {
                using HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
                using HttpRequestMessage request = new(HttpMethod.Get, $"http://127.0.0.1:{port}/json/version");
                using HttpResponseMessage version = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                byte[] json = await version.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                await File.WriteAllTextAsync(file, DevToolsJson.Text(DevToolsJson.Member(json, "webSocketDebuggerUrl"u8)), cancellationToken).ConfigureAwait(false);
            }

            if (Uri.TryCreate(await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false), UriKind.Absolute, out Uri? address) && address is { Scheme: "ws", IsLoopback: true })
            {
                await channel._socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
                return channel;
            }
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException or WebSocketException or HttpRequestException or JsonException or OperationCanceledException)
        {
            // Not yet, or no longer.
        }

        channel._socket.Dispose();
        return null;
    }

    public override ValueTask SendAsync(byte[] message, CancellationToken cancellationToken) => _socket.SendAsync(message.AsMemory(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return default;
    }

    protected override async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(room[..^1], cancellationToken).ConfigureAwait(false);
        room.Span[part.Count] = 0;
        return part.Count + (part.EndOfMessage && part.MessageType is not WebSocketMessageType.Close ? 1 : 0);
    }
}
