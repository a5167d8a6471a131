using System.Text.Json;
using System.Text.Json.Nodes;

namespace GameAuth.Emulator.Hosting;

/// <summary>
/// A documented body: nothing else may be in a request. It is written as JSON in which a text after <c>$</c> says what stands there (<c>$text</c>, <c>$any</c> for one that may be
/// empty, <c>$uuid</c>, <c>$flag</c>, <c>$number</c>, <c>$one:A|B</c>, <c>$own</c> for a text that the provider judges) and everything else stands for itself. A name that ends with <c>?</c> may be left
/// out. A list has one item, as the one that is written; where its name ends with <c>+</c> one or more, and with <c>*</c> any number.
/// </summary>
internal sealed class BodyShape(string pattern, Func<string, bool>? own = null)
{
    private readonly JsonNode _pattern = JsonNode.Parse(pattern)!;

    /// <returns>The body, or what is wrong with it.</returns>
    public (JsonElement Body, string? Problem) Read(Exchange exchange)
    {
        if (!exchange.Headers.ContentType.ToString().StartsWith("application/json", StringComparison.OrdinalIgnoreCase)) { return (default, "body: application/json"); }
        if (JsonText.ParseObject(exchange.Body) is not { } body) { return (default, "body: null"); }
        return (body, Problem(body, _pattern, "body", ' '));
    }

    private string? Problem(JsonElement value, JsonNode? pattern, string place, char count) => pattern switch
    {
        JsonObject members => OfObject(value, members, place),
        JsonArray { Count: 1 } list => OfList(value, list[0], place, count),
        _ => Fits(value, pattern!.AsValue()) ? null : place,
    };

    private string? OfObject(JsonElement value, JsonObject members, string place)
    {
        if (value.ValueKind is not JsonValueKind.Object) { return place; }
        HashSet<string> known = [];
        foreach ((string written, JsonNode? pattern) in members)
        {
            string name = written.TrimEnd('?', '*', '+');
            known.Add(name);
            if (!value.TryGetProperty(name, out JsonElement member))
            {
                if (!written.EndsWith('?')) { return $"{place}.{name}"; }
                continue;
            }

            if (Problem(member, pattern, $"{place}.{name}", written[^1]) is { } problem) { return problem; }
        }

        string[] names = [.. value.EnumerateObject().Select(one => one.Name)];
        string? stranger = names.FirstOrDefault(one => !known.Contains(one)) ?? names.GroupBy(one => one).FirstOrDefault(same => same.Count() > 1)?.Key;
        return stranger is null ? null : $"{place}.{stranger}";
    }

    private string? OfList(JsonElement value, JsonNode? item, string place, char count)
    {
        if (value.ValueKind is not JsonValueKind.Array || (value.GetArrayLength(), count) is not ((1, _) or (_, '*') or (> 0, '+'))) { return place; }
        return value.EnumerateArray().Select((one, index) => Problem(one, item, $"{place}[{index}]", ' ')).FirstOrDefault(problem => problem is not null);
    }

    private bool Fits(JsonElement value, JsonValue pattern)
    {
        if (!pattern.TryGetValue(out string? word) || !word.StartsWith('$')) { return JsonElement.DeepEquals(value, pattern.GetValue<JsonElement>()); }
        string? text = value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        return word switch
        {
            "$text" => text is { Length: > 0 },
            "$any" => text is not null,
            "$uuid" => text is not null && Guid.TryParseExact(text, "D", out _),
            "$own" => text is not null && own!(text),
            "$flag" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "$number" => value.ValueKind is JsonValueKind.Number && value.TryGetInt32(out _),
            _ => text is not null && word["$one:".Length..].Split('|').Contains(text),
        };
    }
}
