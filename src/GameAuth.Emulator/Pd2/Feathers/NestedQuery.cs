using System.Globalization;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Pd2.Feathers;

/// <summary>A query string in brackets, as npm <c>qs</c> writes it with indices: <c>item.modifiers[$all][0][$elemMatch][name]=x</c>. Every value is a text.</summary>
internal static class NestedQuery
{
    private const int Deepest = 20;
    private const int LongestList = 100;

    /// <param name="target">Path and query as they came.</param>
    /// <exception cref="FeathersException">It is too deep, or one name stands for two kinds of things.</exception>
    public static JsonObject Read(string target)
    {
        JsonObject root = [];
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        foreach (string pair in mark < 0 ? [] : target[(mark + 1)..].Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Decode(equals < 0 ? pair : pair[..equals]);
            Put(root, Parts(name), equals < 0 ? "" : Decode(pair[(equals + 1)..]));
        }

        return root;
    }

    private static string[] Parts(string name)
    {
        string[] parts = [.. name.Split('[').Select((part, index) => index == 0 ? part : part.TrimEnd(']'))];
        return parts.Length <= Deepest ? parts : throw new FeathersException(400, "the query is too deep");
    }

    private static void Put(JsonNode node, ReadOnlySpan<string> parts, string value)
    {
        JsonNode? inner = parts.Length == 1 ? JsonValue.Create(value) : Child(node, parts[0]) ?? (IsIndex(parts[1]) ? new JsonArray() : new JsonObject());
        if (node is JsonObject members)
        {
            if (inner!.Parent is null) { members[parts[0]] = inner; }
        }
        else if (node is JsonArray list && IsIndex(parts[0]))
        {
            if (inner!.Parent is null) { list.Add(inner); }
        }
        else
        {
            throw new FeathersException(400, "the query names one thing in two ways");
        }

        if (parts.Length > 1) { Put(inner!, parts[1..], value); }
    }

    private static JsonNode? Child(JsonNode node, string part) => node switch
    {
        JsonObject members => members[part],
        JsonArray list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < list.Count => list[index],
        _ => null,
    };

    private static bool IsIndex(string part) =>
        part.Length == 0 || (int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < LongestList);

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
