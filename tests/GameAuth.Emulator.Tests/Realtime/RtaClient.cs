using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Tests.Realtime;

/// <summary>A bare RTA client: it sends frames as they are given and reads those that come.</summary>
internal sealed class RtaClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(Limit);

    public ClientWebSocket Socket => _socket;

    public static async Task<RtaClient> ConnectAsync(GameAuthEmulator emulator, string? authorization, string? protocol = "rta.xboxlive.com.V2", string? signature = null)
    {
        RtaClient client = new();
        client._socket.Options.CollectHttpResponseDetails = true;
        if (authorization is not null) { client._socket.Options.SetRequestHeader("Authorization", authorization); }
        if (signature is not null) { client._socket.Options.SetRequestHeader("Signature", signature); }
        if (protocol is not null) { client._socket.Options.AddSubProtocol(protocol); }
        Uri address = new UriBuilder(emulator.Hosts["rta.xboxlive.com"]) { Scheme = "ws", Path = "/connect" }.Uri;
        try
        {
            await client._socket.ConnectAsync(address, client._limit.Token);
        }
        catch (WebSocketException)
        {
            // The status says what happened; 0 is no answer at all.
        }

        return client;
    }

    public Task SendAsync(string frame) => _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, true, _limit.Token);

    /// <returns>The next message as text; null for a close frame.</returns>
    public async Task<string?> ReceiveAsync()
    {
        byte[] buffer = new byte[1024 * 1024];
        StringBuilder text = new();
        while (true)
        {
            WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, _limit.Token);
            if (part.MessageType is WebSocketMessageType.Close) { return null; }
            text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
            if (part.EndOfMessage) { return text.ToString(); }
        }
    }

    public async Task<JsonArray> AskAsync(string frame)
    {
        await SendAsync(frame);
        return await ReadAsync();
    }

    public async Task<JsonArray> ReadAsync() => JsonNode.Parse((await ReceiveAsync())!)!.AsArray();

    public Task CloseAsync() => _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _limit.Token);

    public void Dispose()
    {
        _socket.Dispose();
        _limit.Dispose();
    }
}
