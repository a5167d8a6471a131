using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Faults;

/// <summary>Spoils the body of an answer in one way.</summary>
internal static class DamagedBody
{
    /// <summary>How some services write the offset of a time; theirs have six fractional digits, the others seven.</summary>
    private const string Utc = "+00:00";

    public static Reply Of(Reply reply, Fault fault) => fault.Damage switch
    {
        BodyDamage.None => reply,
        BodyDamage.Empty => reply with { Json = null, Bytes = default },
        BodyDamage.Html => reply with { Json = null, Bytes = Page(), ContentType = "text/html; charset=utf-8" },
        BodyDamage.Truncated => reply with { CutAfter = reply.ToBytes().Length / 2 },
        BodyDamage.HalfJson => Raw(reply, reply.ToBytes()[..(reply.ToBytes().Length / 2)]),
        BodyDamage.Huge => Raw(reply, Padded(reply, fault.HugeBytes)),
        BodyDamage.HugeCompressed => Raw(reply, Gzip(Padded(reply, fault.HugeBytes))).With("Content-Encoding", "gzip"),
        BodyDamage.DuplicateKeys => Raw(reply, DuplicateKeys.Write(reply.Json ?? new JsonObject())),
        _ => reply with { Json = Changed(reply.Json, fault.Damage) },
    };

    private static JsonNode? Changed(JsonNode? json, BodyDamage damage)
    {
        if (json is null) { return null; }
        JsonNode copy = json.DeepClone();
        if (damage is BodyDamage.Deep) { Add(copy, "deep", Nested(500)); }
        else { Walk(copy, damage); }
        return copy;
    }

    private static void Walk(JsonNode node, BodyDamage damage)
    {
        if (node is JsonArray list)
        {
            for (int index = 0; index < list.Count; index++)
            {
                if (list[index] is JsonValue item) { list[index] = ChangedLeaf(item, damage); }
                else if (list[index] is { } inner) { Walk(inner, damage); }
            }

            return;
        }

        if (node is not JsonObject members) { return; }
        foreach ((string name, JsonNode? value) in members.ToList())
        {
            if (value is JsonValue leaf) { members[name] = ChangedLeaf(leaf, damage); }
            else if (name == "DisplayClaims" && damage is BodyDamage.NullClaims) { members[name] = null; }
            else if (name == "xui" && damage is BodyDamage.EmptyClaims) { members[name] = new JsonArray(); }
            else if (value is not null) { Walk(value, damage); }
        }

        if (damage is BodyDamage.UnknownFields)
        {
            members["zzUnknownText"] = "§";
            members["zzUnknownObject"] = new JsonObject { ["inner"] = new JsonArray(1, null, true) };
        }
    }

    private static JsonNode? ChangedLeaf(JsonValue leaf, BodyDamage damage)
    {
        bool isText = leaf.TryGetValue(out string? text);
        bool isNumber = leaf.GetValueKind() is System.Text.Json.JsonValueKind.Number;
        bool isDate = isText && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) && (text!.EndsWith('Z') || text.EndsWith(Utc, StringComparison.Ordinal));
        return damage switch
        {
            BodyDamage.NumbersAsStrings when isNumber => leaf.ToString(),
            BodyDamage.NullStrings when isText => null,
            BodyDamage.NineFractionDigits when isDate => text!.EndsWith('Z') ? text[..^1] + "89Z" : text[..^Utc.Length] + "789" + Utc,
            BodyDamage.BadDates when isDate => "the day after tomorrow",
            _ => leaf.DeepClone(),
        };
    }

    private static JsonArray Nested(int depth)
    {
        JsonArray innermost = [];
        for (int level = 1; level < depth; level++) { innermost = [innermost]; }
        return innermost;
    }

    private static ReadOnlyMemory<byte> Padded(Reply reply, int size)
    {
        JsonNode copy = reply.Json?.DeepClone() ?? new JsonObject();
        Add(copy, "padding", new string('x', size));
        return JsonText.Write(copy);
    }

    /// <summary>A member of an object, or one more element of an array.</summary>
    private static void Add(JsonNode node, string name, JsonNode value)
    {
        if (node is JsonArray list) { list.Add(value); }
        else { node[name] = value; }
    }

    private static byte[] Gzip(ReadOnlyMemory<byte> body)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true)) { gzip.Write(body.Span); }
        return packed.ToArray();
    }

    private static byte[] Page() => Encoding.UTF8.GetBytes("<!DOCTYPE html><html><body><h1>Service Unavailable</h1></body></html>");

    private static Reply Raw(Reply reply, ReadOnlyMemory<byte> bytes) => reply with { Json = null, Bytes = bytes };
}

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

                if (members.Count > 0) { writer.WriteNull(members.First().Key); }
                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (JsonNode? item in items) { Write(writer, item); }
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
