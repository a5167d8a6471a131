using System.Text.Json.Nodes;

namespace GameAuth.ProviderContract;

/// <summary>An answer with one member that is not as expected.</summary>
/// <param name="Member">Where, such as <c>DisplayClaims.xui[0].uhs</c>.</param>
/// <param name="Change">What is odd about it.</param>
/// <param name="Text">The whole answer.</param>
public sealed record AnswerShape(string Member, string Change, string Text)
{
    /// <summary>Whether nothing is left of the member that anybody could use.</summary>
    public bool IsGone => Change is "absent" or "null" or "an object" or "a list" or "twice, and different";
}

/// <summary>Goes through a good answer by its shape: each member, at any depth, absent, null, of each other JSON type, twice, and cut within a surrogate pair.</summary>
public static class AnswerShapes
{
    private const string Mark = "__the member__";

    /// <summary>An odd member that is not needed costs nothing, and one that is needed is either still usable or a typed error that says nothing about the player.</summary>
    /// <param name="answer">A good answer.</param>
    /// <param name="needed">The members without which it is none; what is within one of them is optional unless it is named too.</param>
    /// <param name="read">Reads the answer as the provider does.</param>
    public static async Task CheckAsync(string answer, IReadOnlyCollection<string> needed, Func<string, Task> read)
    {
        Assert.Null(await Record.ExceptionAsync(() => read(answer)));
        AnswerShape[] shapes = [.. Of(answer)];
        Assert.All(needed, name => Assert.Contains(shapes, shape => shape.Member == name));
        foreach (AnswerShape shape in shapes)
        {
            Exception? error = await Record.ExceptionAsync(() => read(shape.Text));
            string what = $"{shape.Member} is {shape.Change}: {error?.GetType().Name ?? "read"} {error?.Message}";
            bool isTyped = error is GameAuthException { Step: not null } and not (SignInRequiredException or AccountRestrictedException);
            bool isRight = !needed.Contains(shape.Member) ? error is null : shape.IsGone ? isTyped : error is null || isTyped;
            Assert.True(isRight, what);
        }
    }

    /// <summary>All shapes of an answer.</summary>
    public static IEnumerable<AnswerShape> Of(string answer)
    {
        List<string> paths = [];
        Collect(JsonNode.Parse(answer)!, "", paths);
        return paths.SelectMany(path => Of(answer, path));
    }

    private static void Collect(JsonNode? node, string at, List<string> paths)
    {
        if (node is JsonObject members)
        {
            foreach ((string name, JsonNode? value) in members)
            {
                string path = at.Length == 0 ? name : $"{at}.{name}";
                paths.Add(path);
                Collect(value, path, paths);
            }
        }
        else if (node is JsonArray { Count: > 0 } list)
        {
            Collect(list[0], at + "[0]", paths);
        }
    }

    private static IEnumerable<AnswerShape> Of(string answer, string path)
    {
        JsonNode root = JsonNode.Parse(answer)!;
        string[] steps = path.Split('.');
        JsonObject owner = steps[..^1].Aggregate(root, static (node, step) => step.EndsWith("[0]", StringComparison.Ordinal) ? node[step[..^3]]![0]! : node[step]!).AsObject();
        string name = steps[^1];
        string good = owner[name]?.ToJsonString() ?? "null";
        owner[name] = Mark;
        string whole = root.ToJsonString();
        string With(string raw) => whole.Replace($"\"{name}\":\"{Mark}\"", raw, StringComparison.Ordinal);
        string As(string value) => With($"\"{name}\":{value}");
        owner.Remove(name);
        yield return new(path, "absent", root.ToJsonString());
        yield return new(path, "null", As("null"));
        yield return new(path, "twice, and the same", With($"\"{name}\":{good},\"{name}\":{good}"));
        yield return new(path, "twice, and different", With($"\"{name}\":{good},\"{name}\":[{good},\"more\"]"));
        yield return new(path, "cut within a surrogate pair", As(good.StartsWith('"') ? good.Insert(good.Length - 1, "\\ud83d") : "\"\\udc00\""));
        (string Kind, string Value)[] others =
            [("an empty text", "\"\""), ("a text", "\"odd\""), ("a number", "7"), ("a huge number", "1e400"), ("a boolean", "true"), ("an object", "{}"), ("a list", "[]")];
        foreach ((string kind, string value) in others.Where(other => KindOf(other.Value) != KindOf(good) || other.Value == "\"\""))
        {
            yield return new(path, kind, As(value));
        }
    }

    private static char KindOf(string json) => json[0] is '-' or (>= '0' and <= '9') ? '0' : json[0] is 't' or 'f' ? 't' : json[0];
}
