using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Faults;

/// <summary>Writes an object whose first member, at every level, comes once more at the end with a null value.</summary>
internal static class DuplicateKeys
{
    public static ReadOnlyMemory<byte> Write(JsonNode root) => JsonText.Write(writer => Write(writer, root));

    private static void Write(Utf8JsonWriter writer, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach ((string name, JsonNode? value) in members)
                {
                    writer.WritePropertyName(name);
                    Write(writer, value);
                }

                if (members.Count > 0) writer.WriteNull(members.First().Key);
                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (JsonNode? item in items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
