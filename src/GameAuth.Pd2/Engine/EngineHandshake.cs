using System.Text.Json;

namespace GameAuth.Pd2;

/// <summary>What a server says in its first packet, <c>0{…}</c> (docs/engine.io-protocol of the socket.io repository). Immutable.</summary>
/// <param name="PingInterval">How often a ping goes out, the client's (3) or the server's (4).</param>
/// <param name="PingTimeout">How long the other end may take after that.</param>
/// <param name="MaxPayload">The largest frame that the server takes, in bytes; null where it does not say, as no server before Engine.IO 6 does.</param>
internal sealed record EngineHandshake(TimeSpan PingInterval, TimeSpan PingTimeout, int? MaxPayload)
{
    // What a timer of .NET can still wait for, and nothing so short that the heartbeat would be all that is sent.
    private const int Shortest = 10;
    private const int Longest = 24 * 60 * 60 * 1000;

    /// <summary>Reads it; null where it is none.</summary>
    /// <param name="json">The packet, without its type.</param>
    public static EngineHandshake? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && Number(root, "pingInterval") is >= Shortest and <= Longest and int interval
                && Number(root, "pingTimeout") is >= Shortest and <= Longest and int timeout
                    ? new EngineHandshake(TimeSpan.FromMilliseconds(interval), TimeSpan.FromMilliseconds(timeout), Number(root, "maxPayload"))
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
}
