using System.Globalization;
using System.Text;
using System.Text.Json;

namespace GameAuth.Pd2;

/// <summary>
/// Writes a query as the npm package qs does and Feathers reads it: <c>a[b][0]=c</c>, lists with their indices, null as an empty value, empty lists and objects left out. Values are
/// encoded (RFC 3986), keys only where a character would end them.
/// </summary>
internal static class FeathersQuery
{
    private const string PlainInKeys = "-._~$[]";

    /// <summary>The query string of a JSON object, without question mark.</summary>
    public static string Write(ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        StringBuilder text = new();
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            Append(text, Key(member.Name), member.Value);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string key, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty member in value.EnumerateObject())
                {
                    Append(text, $"{key}[{Key(member.Name)}]", member.Value);
                }

                break;

            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Append(text, string.Create(CultureInfo.InvariantCulture, $"{key}[{index++}]"), item);
                }

                break;

            default:
                string said = value.ValueKind switch
                {
                    JsonValueKind.String => value.GetString()!,
                    JsonValueKind.Null => "",
                    _ => value.GetRawText(),
                };
                text.Append(text.Length > 0 ? "&" : "").Append(key).Append('=').Append(Uri.EscapeDataString(said));
                break;
        }
    }

    private static string Key(string name) =>
        name.All(static one => char.IsAsciiLetterOrDigit(one) || PlainInKeys.Contains(one, StringComparison.Ordinal)) ? name : Uri.EscapeDataString(name);
}
