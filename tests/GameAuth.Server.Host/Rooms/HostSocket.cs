using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GameAuth.Server.Host.Rooms;

/// <summary>A player at the socket of a node, as a page of its own origin: shows the token, answers the challenge by the hash, joins.</summary>
public sealed class HostSocket : IDisposable
{
    private static readonly HttpMessageInvoker Http = new(new SocketsHttpHandler { UseProxy = false });

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[4096];

    private HostSocket()
    {
    }

    /// <summary>Opens one, and proves who the player is.</summary>
    public static async Task<HostSocket> OpenAsync(Uri node, string accessToken)
    {
        HostSocket opened = new();
        try
        {
            opened._socket.Options.SetRequestHeader("Origin", node.GetLeftPart(UriPartial.Authority));
            await opened._socket.ConnectAsync(new UriBuilder(node) { Scheme = "ws", Path = "/realtime" }.Uri, Http, CancellationToken.None);
            await opened.SendAsync(new { type = "authenticate", access_token = accessToken });
            string nonce = (await opened.ReceiveAsync("challenge")).GetProperty("nonce").GetString()!;
            await opened.SendAsync(new { type = "proof", hash = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{nonce}.{accessToken}"))) });
            await opened.ReceiveAsync("authenticated");
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Joins a room.</summary>
    /// <returns><c>joined</c>, or the word of the refusal.</returns>
    public async Task<string> JoinAsync(string room)
    {
        await SendAsync(new { type = "join", id = "1", room });
        JsonElement answer = await ReceiveAsync();
        return answer.GetProperty("type").GetString() == "error" ? answer.GetProperty("error").GetString()! : answer.GetProperty("type").GetString()!;
    }

    /// <summary>Leaves a room.</summary>
    public async Task LeaveAsync(string room)
    {
        await SendAsync(new { type = "leave", id = "1", room });
        await ReceiveAsync("left");
    }

    /// <summary>Reads until the server closes.</summary>
    /// <returns>The close code.</returns>
    public async Task<int> EndAsync()
    {
        while (await ReadAsync() is not null)
        {
            // What comes before the close is not what is waited for.
        }

        return (int)_socket.CloseStatus!;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private ValueTask SendAsync<T>(T frame) => _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(frame).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task<JsonElement> ReceiveAsync(string type)
    {
        JsonElement frame = await ReceiveAsync();
        return frame.GetProperty("type").GetString() == type ? frame : throw new InvalidOperationException($"The server sent {frame}.");
    }

    private async Task<JsonElement> ReceiveAsync()
    {
        string text = await ReadAsync() ?? throw new InvalidOperationException($"The server closed: {_socket.CloseStatus} {_socket.CloseStatusDescription}.");
        using JsonDocument frame = JsonDocument.Parse(text);
        return frame.RootElement.Clone();
    }

    private async Task<string?> ReadAsync()
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(_buffer, 0, length);
            }
        }
    }
}
