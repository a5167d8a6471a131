using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Pd2;

/// <summary>A bare client of the socket: it sends frames as they are given and reads those that come.</summary>
internal sealed class Pd2Client : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(30));

    public ClientWebSocket Socket => _socket;

    public static async Task<Pd2Client> OpenAsync(GameAuthEmulator emulator, string query = "EIO=3&transport=websocket", string? authorization = null)
    {
        Pd2Client client = new();
        client._socket.Options.CollectHttpResponseDetails = true;
        client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        if (authorization is not null) { client._socket.Options.SetRequestHeader("Authorization", authorization); }
        try
        {
            await client._socket.ConnectAsync(new UriBuilder(emulator.Hosts["api.projectdiablo2.com"]) { Scheme = "ws", Path = "/socket.io/", Query = query }.Uri, client._limit.Token);
        }
        catch (WebSocketException)
        {
            // The status says what happened.
        }

        return client;
    }

    public Task SendAsync(string frame) => _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, _limit.Token);

    public Task SendBinaryAsync(params byte[] frame) => _socket.SendAsync(frame, WebSocketMessageType.Binary, true, _limit.Token);

    /// <returns>The next message as text, a binary one in hexadecimal digits after <c>b:</c>; null for a close frame, or where the connection is gone.</returns>
    public async Task<string?> ReceiveAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        using MemoryStream message = new();
        try
        {
            while (true)
            {
                WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, _limit.Token);
                if (part.MessageType is WebSocketMessageType.Close) { return null; }
                message.Write(buffer, 0, part.Count);
                if (part.EndOfMessage) { return part.MessageType is WebSocketMessageType.Binary ? "b:" + Convert.ToHexStringLower(message.ToArray()) : Encoding.UTF8.GetString(message.ToArray()); }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>Calls with an id, and reads until its answer; what came before is in <paramref name="before"/>.</summary>
    public async Task<JsonArray> CallAsync(int id, string arguments, List<string>? before = null)
    {
        await SendAsync($"42{id}[{arguments}]");
        return await AnswerAsync(id, before);
    }

    public async Task<JsonArray> AnswerAsync(int id, List<string>? before = null)
    {
        while (await ReceiveAsync() is { } frame)
        {
            if (frame.StartsWith($"43{id}[", StringComparison.Ordinal)) { return JsonNode.Parse(frame[$"43{id}".Length..])!.AsArray(); }
            before?.Add(frame);
        }

        throw new InvalidOperationException("The connection ended before the answer.");
    }

    public void Dispose()
    {
        _socket.Dispose();
        _limit.Dispose();
    }
}
