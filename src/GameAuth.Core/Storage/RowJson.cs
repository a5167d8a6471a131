using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GameAuth.Storage;

/// <summary>The JSON of rows. Members that a newer release added survive a write by an older one.</summary>
internal static class RowJson
{
    /// <summary>Reads a row's value.</summary>
    /// <exception cref="CredentialStoreException">The value is not valid for the type. The error has no content and no inner exception, since that may quote content.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> info)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, info) ?? throw Malformed(typeof(T));
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException or FormatException or InvalidOperationException)
        {
            throw Malformed(typeof(T));
        }
    }

    /// <summary>Writes a value. Members of the previous JSON that its type does not know are kept, also in nested objects.</summary>
    /// <param name="value">The value.</param>
    /// <param name="info">The source-generated contract of its type.</param>
    /// <param name="previous">The JSON that the value replaces; empty when there is none. It is ignored when it is no JSON object.</param>
    public static byte[] Write<T>(T value, JsonTypeInfo<T> info, ReadOnlyMemory<byte> previous)
        where T : class
    {
        byte[] written = JsonSerializer.SerializeToUtf8Bytes(value, info);
        using JsonDocument? before = TryParse(previous);
        if (before is null)
        {
            return written;
        }

        using JsonDocument after = JsonDocument.Parse(written);
        ArrayBufferWriter<byte> merged = new(written.Length + previous.Length);
        using (Utf8JsonWriter writer = new(merged))
        {
            Merge(writer, after.RootElement, before.RootElement, info);
        }

        return merged.WrittenSpan.ToArray();
    }

    private static void Merge(Utf8JsonWriter writer, JsonElement after, JsonElement before, JsonTypeInfo? info)
    {
        if (info is not { Kind: JsonTypeInfoKind.Object } || after.ValueKind != JsonValueKind.Object || before.ValueKind != JsonValueKind.Object)
        {
            after.WriteTo(writer);
            return;
        }

        writer.WriteStartObject();
        foreach (JsonProperty member in after.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            JsonTypeInfo? inner = before.TryGetProperty(member.Name, out JsonElement old) ? Find(info, member.Name) : null;
            Merge(writer, member.Value, old, inner);
        }

        foreach (JsonProperty member in before.EnumerateObject())
        {
            if (!Knows(info, member.Name) && !after.TryGetProperty(member.Name, out _))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static JsonTypeInfo? Find(JsonTypeInfo info, string name)
    {
        foreach (JsonPropertyInfo property in info.Properties)
        {
            if (string.Equals(property.Name, name, StringComparison.Ordinal))
            {
                return info.Options.TryGetTypeInfo(property.PropertyType, out JsonTypeInfo? inner) ? inner : null;
            }
        }

        return null;
    }

    private static bool Knows(JsonTypeInfo info, string name)
    {
        StringComparison comparison = info.Options.PropertyNameCaseInsensitive ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return info.Properties.Any(property => string.Equals(property.Name, name, comparison));
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return json.IsEmpty ? null : JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static CredentialStoreException Malformed(Type type) =>
        new($"The stored row does not hold a {type.Name}. Sign in again to replace it.", RowState.Corrupt) { Step = "token store" };
}

/// <summary>Writes a <see cref="Secret"/> in the clear, for the JSON of a row that is sealed before it is stored.</summary>
/// <remarks>Name it in the <see cref="JsonSourceGenerationOptionsAttribute"/> of the context that a token source saves with. Use it nowhere else.</remarks>
public sealed class StoredSecretConverter : JsonConverter<Secret>
{
    /// <inheritdoc/>
    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStringValue(value.Reveal());
    }
}

/// <summary>The JSON of this folder's own rows and files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MachineRow))]
[JsonSerializable(typeof(StoreHeader))]
[JsonSerializable(typeof(KeyChainRecord))]
[JsonSerializable(typeof(KeystoreRecord))]
[JsonSerializable(typeof(PassphraseParameters))]
internal sealed partial class StorageJsonContext : JsonSerializerContext;
