using System.Globalization;
using System.Net.WebSockets;

namespace GameAuth;

/// <summary>A browser that was started with <c>--remote-debugging-port</c>: a WebSocket on loopback. Its path is random, and the browser writes it into its profile.</summary>
internal sealed class DevToolsSocket : DevToolsChannel
{
    private readonly ClientWebSocket _socket = new();

    // No proxy of the machine's is asked for loopback.
    private DevToolsSocket() => _socket.Options.Proxy = null;

    /// <summary>Connects to the browser of a profile; null where the profile names none, or none answers there.</summary>
    public static async Task<DevToolsSocket?> TryConnectAsync(string profile, CancellationToken cancellationToken)
    {
        DevToolsSocket channel = new();
        try
        {
            // Two lines: the port, and the path.
            string[] lines = await File.ReadAllLinesAsync(Path.Combine(profile, "DevToolsActivePort"), cancellationToken).ConfigureAwait(false);
            if (lines is [string port, ['/', ..] path, ..] && ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number))
            {
                await channel._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{number}{path}"), cancellationToken).ConfigureAwait(false);
                return channel;
            }
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException or WebSocketException or OperationCanceledException)
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
