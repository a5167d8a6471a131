using System.Text.Json;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale;

/// <summary>The JSON body of a request.</summary>
internal sealed class HytaleBody
{
    private readonly JsonElement _root;

    private HytaleBody(JsonElement root) => _root = root;

    /// <summary>Null when the bytes are not a JSON object.</summary>
    public static HytaleBody? Parse(Exchange exchange)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(exchange.Body);
            return document.RootElement.ValueKind is JsonValueKind.Object ? new HytaleBody(document.RootElement.Clone()) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member that is a text and not empty.</summary>
    public string? this[string name] =>
        _root.TryGetProperty(name, out JsonElement member) && member.ValueKind is JsonValueKind.String && member.GetString() is { Length: > 0 } text ? text : null;
}
