using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Wire;

/// <summary>A bare push client: it sends the published headers, of which a test changes one, and reads what comes.</summary>
internal sealed class PushClient : IDisposable
{
    public const string Host = "mobile-pushcl.np.communication.playstation.net";

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    public ClientWebSocket Socket { get; } = new();

    public static Dictionary<string, string?> Headers(string? access) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Authorization"] = access is null ? null : "Bearer " + access,
        ["X-PSN-APP-TYPE"] = "MOBILE_APP.PSAPP",
        ["X-PSN-APP-VER"] = "GameAuthEmulated/1.0",
        ["X-PSN-OS-VER"] = "13",
        ["X-PSN-PROTOCOL-VERSION"] = "3.0",
        ["X-PSN-KEEP-ALIVE-STATUS-TYPE"] = "6",
        ["X-PSN-RECONNECTION"] = "false",
    };

    public static async Task<PushClient> ConnectAsync(GameAuthEmulator emulator, string? access, string? protocol = "np-pushpacket", params (string Name, string? Value)[] others)
    {
        PushClient client = new();
        client.Socket.Options.CollectHttpResponseDetails = true;
        Dictionary<string, string?> headers = Headers(access);
        foreach ((string name, string? value) in others) { headers[name] = value; }
        foreach ((string name, string? value) in headers) { if (value is not null) { client.Socket.Options.SetRequestHeader(name, value); } }
        if (protocol is not null) { client.Socket.Options.AddSubProtocol(protocol); }
        try
        {
            await client.Socket.ConnectAsync(new UriBuilder(emulator.Hosts[Host]) { Scheme = "ws", Path = "/np/pushNotification" }.Uri, client._limit.Token);
        }
        catch (WebSocketException)
        {
            // The status says what happened; 0 is no answer at all.
        }

        return client;
    }

    public Task SendAsync(string text) => Socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, _limit.Token);

    /// <returns>The next message as text; null for a close frame.</returns>
    public async Task<string?> ReceiveAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        StringBuilder text = new();
        while (true)
        {
            WebSocketReceiveResult part = await Socket.ReceiveAsync(buffer, _limit.Token);
            if (part.MessageType is WebSocketMessageType.Close) { return null; }
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage) { return text.ToString(); }
        }
    }

    /// <returns>The event's name, and its data.</returns>
    public async Task<(string DataType, JsonNode Data)> EventAsync()
    {
        JsonNode frame = JsonNode.Parse((await ReceiveAsync())!)!;
        return (frame["dataType"]!.GetValue<string>(), frame["body"]!["data"]!);
    }

    public Task CloseAsync() => Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _limit.Token);

    public void Dispose()
    {
        Socket.Dispose();
        _limit.Dispose();
    }
}

/// <summary>A push client that writes frames by itself (RFC 6455), since .NET's sends no ping that a test asks for.</summary>
internal sealed class RawPushClient(NetworkStream stream) : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    public static async Task<RawPushClient> ConnectAsync(GameAuthEmulator emulator, string access)
    {
        Uri address = emulator.Hosts[PushClient.Host];
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address.Host, address.Port);
        RawPushClient client = new(new NetworkStream(socket, ownsSocket: true));
        string headers = string.Concat(PushClient.Headers(access).Select(header => $"{header.Key}: {header.Value}\r\n"));
        await client.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /np/pushNotification HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + $"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: np-pushpacket\r\n{headers}\r\n"));
        StringBuilder answer = new();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) { answer.Append((char)(await client.ReadAsync(1))[0]); }
        Assert.StartsWith("HTTP/1.1 101", answer.ToString(), StringComparison.Ordinal);
        return client;
    }

    public Task WriteAsync(byte[] bytes) => stream.WriteAsync(bytes, _limit.Token).AsTask();

    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _limit.Token);
        return bytes;
    }

    /// <summary>A masked frame of the client's.</summary>
    public static byte[] Frame(int opcode, int length)
    {
        byte[] size = length switch { < 126 => [(byte)length], <= ushort.MaxValue => [126, (byte)(length >> 8), (byte)length], _ => [127, 0, 0, 0, 0, (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length] };
        size[0] |= 0x80;
        return [(byte)(0x80 | opcode), .. size, 0, 0, 0, 0, .. new byte[length].Select(_ => (byte)'a')];
    }

    public void Dispose()
    {
        stream.Dispose();
        _limit.Dispose();
    }
}
