using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Hosting;

/// <summary>What the server sends over a WebSocket: a message, half of one, or the close frame.</summary>
internal sealed record SocketFrame
{
    public ReadOnlyMemory<byte> Bytes { get; private init; }

    public bool IsBinary { get; private init; }

    /// <summary>The message has no end: the connection ends instead.</summary>
    public bool IsCut { get; private init; }

    public WebSocketCloseStatus? Close { get; private init; }

    public string? Reason { get; private init; }

    public static SocketFrame Of(JsonNode json) => new() { Bytes = JsonText.Write(json) };

    public static SocketFrame Text(string text) => new() { Bytes = Encoding.UTF8.GetBytes(text) };

    public static SocketFrame Closing(WebSocketCloseStatus status, string reason) => new() { Close = status, Reason = reason };

    /// <summary>What a fault made of an answer; a compressed body is no text.</summary>
    public static SocketFrame Of(Reply reply)
    {
        ReadOnlyMemory<byte> bytes = reply.ToBytes();
        return new SocketFrame
        {
            Bytes = reply.CutAfter is { } cut ? bytes[..cut] : bytes,
            IsCut = reply.CutAfter is not null,
            IsBinary = reply.Headers.Any(header => header.Key == "Content-Encoding"),
        };
    }
}
