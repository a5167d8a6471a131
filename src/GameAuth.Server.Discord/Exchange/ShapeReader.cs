using System.Text.Json;

namespace GameAuth.Server.Discord;

/// <summary>Reads an object of a request by its shape, and keeps the first thing that is wrong: which member, and what it must be; never its value. The body's texts were checked by the server, and its members come once.</summary>
internal sealed class ShapeReader(JsonElement json, string name)
{
    /// <summary>What is wrong; null where nothing was so far.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether there is such a member, of whatever type.</summary>
    public bool Has(string member) => json.TryGetProperty(member, out _);

    /// <summary>Notes something that is wrong, unless something was before.</summary>
    public void Fail(string fault) => Fault ??= fault;

    /// <summary>No members but these.</summary>
    public void Only(params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty member in json.EnumerateObject())
        {
            if (!known.Contains(member.Name))
            {
                // Its name is the client's, so it is not repeated.
                Fail($"{Where("")} has a member that is not known here; the known ones are {string.Join(", ", known!)}.");
                return;
            }
        }
    }

    /// <summary>A text that has to be there.</summary>
    /// <param name="member">The member.</param>
    /// <param name="least">The fewest characters.</param>
    /// <param name="most">The most characters.</param>
    /// <param name="isRight">Whether its characters are right.</param>
    /// <param name="form">What it must be, for the fault.</param>
    /// <returns>The text; empty where it is wrong.</returns>
    public string Text(string member, int least, int most, Func<string, bool> isRight, string form)
    {
        if (json.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text && text.Length >= least && text.Length <= most && isRight(text))
        {
            return text;
        }

        Fail($"{Where(member)} must be {form}.");
        return "";
    }

    /// <summary>A text that may be left out; null then.</summary>
    public string? OptionalText(string member, int least, int most, Func<string, bool> isRight, string form) =>
        Has(member) ? Text(member, least, most, isRight, form) : null;

    /// <summary>The id of something at Discord.</summary>
    public string Snowflake(string member) => Text(member, 17, 20, DiscordText.IsSnowflake, "an id of 17 to 20 digits, as a text");

    /// <summary>Seconds since 1970.</summary>
    public DateTimeOffset UnixTime(string member)
    {
        if (json.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long seconds) && seconds is >= 0 and <= 253_402_300_799)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        Fail($"{Where(member)} must be a time in whole seconds since 1970.");
        return default;
    }

    /// <summary>A time in ISO 8601.</summary>
    public DateTimeOffset IsoTime(string member)
    {
        if (json.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String && DiscordText.TryTime(value.GetString(), out DateTimeOffset time))
        {
            return time;
        }

        Fail($"{Where(member)} must be a time in ISO 8601.");
        return default;
    }

    /// <summary>Scopes: texts, and -1 for each that the SDK did not know.</summary>
    public IReadOnlyList<string> Scopes(string member, int most)
    {
        if (json.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= most
            && value.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.String || (one.ValueKind == JsonValueKind.Number && one.TryGetInt32(out int number) && number == -1)))
        {
            return [.. value.EnumerateArray().Where(static one => one.ValueKind == JsonValueKind.String).Select(static one => one.GetString()!)];
        }

        Fail($"{Where(member)} must be a list of at most {most} scopes.");
        return [];
    }

    /// <summary>An object that has to be there; one without members where it is wrong.</summary>
    public ShapeReader Object(string member)
    {
        if (json.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.Object)
        {
            return new ShapeReader(value, Where(member));
        }

        Fail($"{Where(member)} must be an object.");
        return new ShapeReader(Empty, Where(member));
    }

    private static JsonElement Empty { get; } = JsonDocument.Parse("{}").RootElement.Clone();

    private string Where(string member) => (name, member) switch
    {
        ("", "") => "The body",
        ("", _) => member,
        (_, "") => name,
        _ => $"{name}.{member}",
    };
}
