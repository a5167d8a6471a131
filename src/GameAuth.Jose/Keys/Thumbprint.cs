using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>The SHA-256 thumbprint of a key (RFC 7638 section 3): over its required members, in order, without white space.</summary>
internal static class Thumbprint
{
    public static string Of(IReadOnlyList<(string Name, string Value)> members)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            writer.WriteStartObject();
            foreach ((string name, string value) in members)
            {
                writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(SHA256.HashData(json.WrittenSpan));
    }
}
