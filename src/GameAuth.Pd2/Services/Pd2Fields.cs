using System.Globalization;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Pd2;

/// <summary>
/// Reads members of what the service says, which stays open: its fields change their types from one item to the next. A member that is missing, that has another type, or that stands twice with
/// different values is null, and the rest can be read.
/// </summary>
internal static class Pd2Fields
{
    private const int MaxId = 64;

    /// <summary>A member of an object; null where it is not there, is null, or is not the same each time it stands there.</summary>
    public static JsonElement? MemberOf(JsonElement value, string name)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        JsonElement? found = null;
        foreach (JsonProperty member in value.EnumerateObject())
        {
            if (member.NameEquals(name))
            {
                if (found is { } other && !JsonElement.DeepEquals(other, member.Value))
                {
                    return null;
                }

                found = member.Value;
            }
        }

        return found is { ValueKind: JsonValueKind.Null } ? null : found;
    }

    /// <summary>Text that is fit to be shown.</summary>
    public static string? TextOf(JsonElement value, string name) => FieldParser.TextOrNull(RawOf(value, name));

    /// <summary>A name exactly as it came; null where it has characters that can't be seen.</summary>
    public static string? NameOf(JsonElement value, string name) => ServerText.NameOrNull(RawOf(value, name));

    /// <summary>An id of the service, which may stand in an address.</summary>
    public static string? IdOf(JsonElement value, string name) => RawOf(value, name) is { } id && IsId(id) ? id : null;

    /// <summary>Text as it came: for what is a secret, or is compared.</summary>
    public static string? RawOf(JsonElement value, string name) => MemberOf(value, name) is { ValueKind: JsonValueKind.String } text ? StringOf(text) : null;

    /// <summary>A number.</summary>
    public static double? NumberOf(JsonElement value, string name) => MemberOf(value, name) is { } number ? NumberOf(number) : null;

    /// <summary>A number.</summary>
    public static double? NumberOf(JsonElement value) => value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out double read) && double.IsFinite(read) ? read : null;

    /// <summary>A yes or no.</summary>
    public static bool? FlagOf(JsonElement value, string name) => MemberOf(value, name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => null,
    };

    /// <summary>A time in UTC: ISO 8601.</summary>
    public static DateTimeOffset? DateOf(JsonElement value, string name) => FieldParser.Date(RawOf(value, name));

    /// <summary>The items of a list; empty where there is none.</summary>
    public static IEnumerable<JsonElement> ItemsOf(JsonElement value, string name) => MemberOf(value, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    /// <summary>The objects of a list, as far as they can be read.</summary>
    public static IReadOnlyList<T> ListOf<T>(JsonElement value, string name, Func<JsonElement, T?> read)
        where T : class => [.. ItemsOf(value, name).Select(item => item.ValueKind is JsonValueKind.Object ? read(item) : null).OfType<T>()];

    /// <summary>The texts of a list.</summary>
    public static IReadOnlyList<string> TextsOf(JsonElement value, string name) =>
        [.. ItemsOf(value, name).Select(static item => item.ValueKind is JsonValueKind.String ? FieldParser.TextOrNull(StringOf(item)) : null).OfType<string>()];

    public static bool IsId(string? id) => id is { Length: > 0 and <= MaxId } && id.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');

    /// <summary>A time as the service writes it.</summary>
    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string? StringOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which the document finds only when it is asked for the text.
            return null;
        }
    }
}
