using System.Text.Json.Nodes;

namespace GameAuth.ProviderContract;

/// <summary>What may become of a JSON answer on its way, by name.</summary>
public static class AnswerDamage
{
    private static readonly Dictionary<string, Func<string, string>> Known = new(StringComparer.Ordinal)
    {
        ["empty"] = static _ => "",
        ["html"] = static _ => "<!doctype html><title>Sign in to the hotel's network</title>",
        ["truncated"] = static text => text[..(text.Length * 2 / 3)],
        ["null"] = static _ => "null",
        ["list"] = static text => $"[{text}]",
        ["text"] = static _ => "\"ok\"",
        ["two values"] = static text => text + text,
        ["huge"] = static text => With(text, $"\"padding\":\"{new string('x', 2 * 1024 * 1024)}\""),
        ["deep"] = static text => With(text, $"\"deep\":{new string('[', 70)}{new string(']', 70)}"),
        ["a member twice"] = static text => With(text, text.Trim().TrimStart('{').TrimEnd('}')),
        ["null members"] = static text => Each(text, static _ => null),
        ["lists for members"] = static text => Each(text, static value => new JsonArray(value.DeepClone())),
        ["odd dates and numbers"] = static text => Each(text, static value => value.GetValueKind() is System.Text.Json.JsonValueKind.String && !DateTime.TryParse(value.GetValue<string>(), out _)
            ? value.DeepClone()
            : JsonValue.Create("2026-13-45T99:99:99.123456789Z")),
    };

    public static IEnumerable<string> Names => Known.Keys;

    public static string Apply(string name, string text) => Known[name](text);

    /// <summary>An answer as a newer server would give it: with members that nobody here knows.</summary>
    public static string WithUnknownMembers(string text) => With(text, "\"zz_new\":{\"a\":[1,null,{\"b\":1e300}]},\"zz_other\":null");

    private static string With(string text, string members) => text.TrimEnd().TrimEnd('}') + (text.Trim() is "{}" ? "" : ",") + members + "}";

    private static string Each(string text, Func<JsonNode, JsonNode?> change)
    {
        JsonObject whole = JsonNode.Parse(text)!.AsObject();
        JsonObject changed = [];
        foreach ((string name, JsonNode? value) in whole)
        {
            changed[name] = value is null ? null : change(value);
        }

        return changed.ToJsonString();
    }
}
