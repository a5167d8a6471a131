using System.Buffers.Text;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GameAuth.Server.Tests.World;

/// <summary>A client of <c>/realtime</c> that sends what the test wants, and answers challenges by the hash.</summary>
public sealed class RealtimeClient(WebSocket socket) : IAsyncDisposable
{
    public const string Address = "wss://auth.example.test/realtime";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public WebSocket Socket => socket;

    /// <summary>Opens a socket as a page does; an empty origin stands for none.</summary>
    public static async Task<RealtimeClient> OpenAsync(ServerNode node, string origin = ServerWorld.Page, string address = Address) =>
        new(await node.OpenSocketAsync(address, request => request.Headers.Origin = origin.Length == 0 ? default : origin));

    /// <summary>Opens one and proves who the player is.</summary>
    public static async Task<RealtimeClient> ConnectAsync(ServerNode node, string token)
    {
        RealtimeClient client = await OpenAsync(node);
        await client.AuthenticateAsync(token);
        return client;
    }

    public static string HashOf(string nonce, string token) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes($"{nonce}.{token}")));

    public async Task<JsonElement> AuthenticateAsync(string token, string type = "authenticate")
    {
        await SendAsync(new { type, access_token = token });
        JsonElement challenge = await ReceiveAsync("challenge");
        await SendAsync(new { type = "proof", hash = HashOf(challenge.Text("nonce"), token) });
        return await ReceiveAsync(type == "renew" ? "renewed" : "authenticated");
    }

    public Task SendAsync(object frame) => SendTextAsync(JsonSerializer.Serialize(frame));

    public Task SendTextAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    public Task SendAsync(byte[] bytes, WebSocketMessageType type, bool endOfMessage = true) => socket.SendAsync(bytes, type, endOfMessage, default);

    /// <summary>The next frame, which must be of this type.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        string text = await ReadAsync() ?? $"closed: {socket.CloseStatus} {socket.CloseStatusDescription}";
        JsonElement frame = text.StartsWith('{') ? JsonDocument.Parse(text).RootElement : default;
        Assert.True(frame.ValueKind == JsonValueKind.Object && frame.Text("type") == type, $"Expected a frame of the type {type}, and got {text}");
        return frame;
    }

    /// <summary>The last frames and the close: the code of the last error, and of the close.</summary>
    public async Task<string> EndAsync()
    {
        string error = "";
        while (await ReadAsync() is { } text)
        {
            JsonElement frame = JsonDocument.Parse(text).RootElement;
            if (frame.Text("type") == "error")
            {
                Assert.Equal(JsonValueKind.String, frame.GetProperty("message").ValueKind);
                Assert.True(frame.GetProperty("recoverable").ValueKind is JsonValueKind.True or JsonValueKind.False);
                Assert.True(frame.GetProperty("retry_after_ms").GetInt64() >= 0);
                error = frame.Text("error");
            }
        }

        int code = (int)(socket.CloseStatus ?? 0);
        if (socket.State == WebSocketState.CloseReceived)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
        }

        return $"{error} {code} {socket.CloseStatusDescription}";
    }

    /// <summary>The next frame as text; null at the close.</summary>
    public async Task<string?> ReadAsync()
    {
        using CancellationTokenSource limit = new(Patience);
        byte[] buffer = new byte[64 * 1024];
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return default;
    }
}

/// <summary>The application of the tests: it keeps what happened, and sends each message to all who are in its room.</summary>
public sealed class ToyRealtime : IRealtimeHandler
{
    private readonly List<RealtimeConnection> _connections = [];

    public System.Collections.Concurrent.ConcurrentQueue<string> Log { get; } = [];

    /// <summary>Thrown by each message.</summary>
    public Exception? Failure { get; set; }

    public IReadOnlyList<RealtimeConnection> Connections
    {
        get
        {
            lock (_connections)
            {
                return [.. _connections];
            }
        }
    }

    public ValueTask OnConnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        lock (_connections)
        {
            _connections.Add(connection);
        }

        return Note($"connected {connection.Token.Subject}");
    }

    public ValueTask OnJoinedAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken) => Note($"joined {room.Room} {room.Subject}");

    public ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            throw failure;
        }

        byte[] data = Encoding.UTF8.GetBytes(message.Data.GetRawText());
        foreach (RealtimeConnection one in message.Room is null ? [connection] : Connections)
        {
            one.TrySend(data, message.Room?.Room);
        }

        return Note($"message {message.Room?.Room} {string.Join('+', message.Room?.Permissions ?? [])} {message.Id} {message.Data.GetRawText()}");
    }

    public ValueTask OnLeftAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken) => Note($"left {room.Room} {room.Subject}");

    public ValueTask OnDisconnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        lock (_connections)
        {
            _connections.Remove(connection);
        }

        return Note($"disconnected {connection.Token.Subject}");
    }

    private ValueTask Note(string what)
    {
        Log.Enqueue(what);
        return default;
    }
}
