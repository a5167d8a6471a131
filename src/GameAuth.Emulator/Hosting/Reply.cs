using System.Text;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Hosting;

/// <summary>An answer before it is written: JSON stays a tree, so that a fault can damage it.</summary>
internal sealed record Reply(int Status)
{
    public JsonNode? Json { get; init; }

    public ReadOnlyMemory<byte> Bytes { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Content-Length announces the whole body, but only this many bytes leave before the connection ends.</summary>
    public int? CutAfter { get; init; }

    /// <summary>What happens on the connection once it is a WebSocket; the status is 101 then. A fault that replaces the answer takes it away.</summary>
    public SocketUpgrade? Upgrade { get; init; }

    public static Reply Switch(string? protocol, Func<EmulatedSocket, Task> converse) => new(101) { Upgrade = new SocketUpgrade(protocol, converse) };

    public static Reply Of(int status, JsonNode json) => new(status) { Json = json };

    public static Reply Empty(int status) => new(status);

    public static Reply Html(int status, string markup) =>
        new(status) { Bytes = Encoding.UTF8.GetBytes(markup), ContentType = "text/html; charset=utf-8" };

    public Reply With(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    public ReadOnlyMemory<byte> ToBytes() => Json is null ? Bytes : JsonText.Write(Json);
}
