using System.Globalization;
using System.Text.Json;

namespace GameAuth.Emulator.Scenarios;

/// <summary>An object of a scenario that knows where it stands, and which members nobody asked for.</summary>
internal sealed class ScenarioObject
{
    private readonly SortedSet<string> _known = new(StringComparer.Ordinal);
    private readonly JsonElement _element;
    private readonly string _source;

    public ScenarioObject(JsonElement element, string source, string path)
    {
        (_element, _source, Path) = (element, source, path);
        if (element.ValueKind is not JsonValueKind.Object) { throw Wrong(path, "must be an object: { … }"); }
    }

    public string Path { get; }

    public IEnumerable<string> Names => _element.EnumerateObject().Select(member => member.Name);

    public ScenarioException Wrong(string path, string problem) => new(_source, path, problem);

    public string? Text(string name) => Read(name, JsonValueKind.String, "a text") is { } member ? member.GetString() : null;

    public string RequiredText(string name) =>
        Text(name) is { Length: > 0 } text ? text : throw Wrong($"{Path}.{name}", "is required: write a text");

    public int? Integer(string name, int least, int most = int.MaxValue) => (int?)LongInteger(name, least, most);

    public long? LongInteger(string name, long least, long most)
    {
        if (Read(name, JsonValueKind.Number, "a number") is not { } member) { return null; }
        return member.TryGetInt64(out long value) && value >= least && value <= most
            ? value
            : throw Wrong($"{Path}.{name}", string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}"));
    }

    public bool? Flag(string name)
    {
        if (Member(name) is not { } member) { return null; }
        return member.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? member.GetBoolean()
            : throw Wrong($"{Path}.{name}", "must be true or false");
    }

    public TimeSpan? Duration(string name)
    {
        if (Text(name) is not { } text) { return null; }
        return TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out TimeSpan value)
            ? value
            : throw Wrong($"{Path}.{name}", $"'{text}' is no duration: write hours, minutes and seconds, such as \"00:04:00\"");
    }

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text) { return null; }
        return text.EndsWith('Z') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset value)
            ? value
            : throw Wrong($"{Path}.{name}", $"'{text}' is no time: write date and time in UTC, such as \"2026-01-02T03:04:05Z\"");
    }

    public T? Choice<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text) { return null; }
        foreach (T value in Enum.GetValues<T>())
        {
            if (string.Equals(value.ToString(), text, StringComparison.OrdinalIgnoreCase)) { return value; }
        }

        throw Wrong($"{Path}.{name}", $"'{text}' is not known: write one of {string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName))}");
    }

    public ScenarioObject? Object(string name) =>
        Member(name) is { } member ? new ScenarioObject(member, _source, $"{Path}.{name}") : null;

    public IEnumerable<ScenarioObject> Objects(string name) =>
        Read(name, JsonValueKind.Array, "a list: [ … ]") is { } list
            ? list.EnumerateArray().Select((item, index) => new ScenarioObject(item, _source, $"{Path}.{name}[{index}]"))
            : [];

    public IReadOnlyList<string> Texts(string name)
    {
        if (Read(name, JsonValueKind.Array, "a list: [ … ]") is not { } list) { return []; }
        return list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw Wrong($"{Path}.{name}", "must be a list of texts");
    }

    /// <summary>A text as it is, anything else as its JSON.</summary>
    public string? TextOrJson(string name) =>
        Member(name) is { } member ? member.ValueKind is JsonValueKind.String ? member.GetString() : member.GetRawText() : null;

    public JsonElement? Member(string name)
    {
        _known.Add(name);
        return _element.TryGetProperty(name, out JsonElement member) && member.ValueKind is not JsonValueKind.Null ? member : null;
    }

    /// <summary>Nothing that was written may be ignored: it would be a misspelt wish.</summary>
    public void RefuseOthers()
    {
        string? stranger = Names.FirstOrDefault(name => !_known.Contains(name) && name != "$schema");
        if (stranger is not null) { throw Wrong($"{Path}.{stranger}", $"is not known here: write one of {string.Join(", ", _known)}"); }
    }

    private JsonElement? Read(string name, JsonValueKind kind, string what)
    {
        if (Member(name) is not { } member) { return null; }
        return member.ValueKind == kind ? member : throw Wrong($"{Path}.{name}", $"must be {what}");
    }
}
