using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GameAuth.Emulator.Pd2.Feathers;

/// <summary>What a query finds: fields by dotted path with MongoDB's operators, and <c>$sort</c>, <c>$skip</c>, <c>$limit</c>. Numbers and flags may come as texts: over HTTP they do.</summary>
internal static class FeathersQuery
{
    /// <summary>How many are given when the query does not say.</summary>
    private const int Usual = 10;

    private const int Most = 500;

    public static bool Matches(JsonNode? document, JsonObject query) => query.All(term => term.Key switch
    {
        "$or" when term.Value is JsonArray list => list.OfType<JsonObject>().Any(one => Matches(document, one)),
        "$and" when term.Value is JsonArray list => list.OfType<JsonObject>().All(one => Matches(document, one)),
        ['$', ..] => true,
        _ => Fits(At(document, term.Key), term.Value),
    });

    /// <summary>The page that a query asks for.</summary>
    public static JsonObject Page(IEnumerable<JsonObject> documents, JsonObject query, Func<JsonObject, JsonNode> shape)
    {
        JsonObject[] found = [.. documents.Where(one => Matches(one, query))];
        int limit = Math.Min(NumberOf(query, "$limit") ?? Usual, Most);
        int skip = NumberOf(query, "$skip") ?? 0;
        IEnumerable<JsonObject> sorted = Sorted(found, query["$sort"] as JsonObject ?? []);
        return new JsonObject
        {
            ["total"] = found.Length, ["limit"] = limit, ["skip"] = skip,
            ["data"] = new JsonArray([.. sorted.Skip(skip).Take(limit).Select(shape)]),
        };
    }

    public static JsonNode? At(JsonNode? node, string path)
    {
        foreach (string name in path.Split('.'))
        {
            node = node switch
            {
                JsonObject members => members[name],
                JsonArray list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int index) => index < list.Count ? list[index] : null,
                _ => null,
            };
        }

        return node;
    }

    private static bool Fits(JsonNode? value, JsonNode? wanted)
    {
        if (wanted is JsonObject terms && terms.Count > 0 && terms.All(term => term.Key.StartsWith('$'))) { return terms.All(term => Holds(value, term.Key, term.Value, terms)); }
        return value is JsonArray list && wanted is not JsonArray ? list.Any(one => Compare(one, wanted) == 0) : Compare(value, wanted) == 0;
    }

    private static bool Holds(JsonNode? value, string term, JsonNode? wanted, JsonObject terms) => term switch
    {
        "$gte" => Compare(value, wanted) is >= 0,
        "$gt" => Compare(value, wanted) is > 0,
        "$lte" => Compare(value, wanted) is <= 0,
        "$lt" => Compare(value, wanted) is < 0,
        "$ne" => !Fits(value, wanted),
        "$in" => wanted is JsonArray list && list.Any(one => Fits(value, one)),
        "$nin" => wanted is JsonArray list && !list.Any(one => Fits(value, one)),
        "$all" => wanted is JsonArray list && list.All(one => Fits(value, one)),
        "$elemMatch" => value is JsonArray items && wanted is JsonObject inner && items.Any(one => Matches(one, inner)),
        "$regex" => value?.GetValueKind() is JsonValueKind.String && Pattern(wanted, terms["$options"]).IsMatch(value.GetValue<string>()),
        "$options" => true,
        "$exists" => (value is not null) == (wanted?.ToString() == "true"),
        _ => throw new FeathersException(400, $"Invalid query parameter {term}"),
    };

    /// <summary>An expression of anybody: it may not take long.</summary>
    private static Regex Pattern(JsonNode? pattern, JsonNode? options)
    {
        RegexOptions how = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (options?.ToString().Contains('i', StringComparison.Ordinal) == true ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(pattern?.ToString() ?? "", how, TimeSpan.FromSeconds(1));
        }
        catch (Exception broken) when (broken is ArgumentException or NotSupportedException)
        {
            throw new FeathersException(400, "Regular expression is invalid");
        }
    }

    /// <summary>Null where the two cannot be compared.</summary>
    private static int? Compare(JsonNode? value, JsonNode? wanted)
    {
        if (value is null || wanted is null) { return value is null && (wanted is null || wanted.ToString() is "null" or "") ? 0 : null; }
        if (value.GetValueKind() is JsonValueKind.Number)
        {
            return double.TryParse(wanted.ToString(), CultureInfo.InvariantCulture, out double number) ? double.Parse(value.ToString(), CultureInfo.InvariantCulture).CompareTo(number) : null;
        }

        return value is JsonValue && wanted is JsonValue ? string.CompareOrdinal(value.ToString(), wanted.ToString()) : JsonNode.DeepEquals(value, wanted) ? 0 : null;
    }

    private static IEnumerable<JsonObject> Sorted(IEnumerable<JsonObject> found, JsonObject sort)
    {
        Comparer<JsonNode?> order = Comparer<JsonNode?>.Create((one, other) => Compare(one, other) ?? (one is null ? -1 : 1));
        IOrderedEnumerable<JsonObject> sorted = found.OrderBy(_ => 0);
        foreach ((string path, JsonNode? direction) in sort)
        {
            sorted = direction?.ToString() == "-1" ? sorted.ThenByDescending(one => At(one, path), order) : sorted.ThenBy(one => At(one, path), order);
        }

        return sorted;
    }

    private static int? NumberOf(JsonObject query, string name)
    {
        if (query[name] is not { } node) { return null; }
        return int.TryParse(node.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : throw new FeathersException(400, $"Invalid {name}");
    }
}
