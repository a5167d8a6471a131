using System.Text.Json;

namespace GameAuth.Server;

/// <summary>A frame of a client: an object whose <c>type</c> says what it is. It has the members of its type, each once, and no others. Dispose it: its buffer may hold a token.</summary>
internal sealed class RealtimeFrame : IDisposable
{
    /// <summary>The largest frame: 16 KiB.</summary>
    public const int Largest = 16 * 1024;

    // The frame itself, and what an application may nest in it.
    private const int Deepest = 16;
    private const int LongestId = 64;
    private const int LongestText = 8 * 1024;

    private static readonly Dictionary<string, (string[] Required, string[] Optional)> Types = new(StringComparer.Ordinal)
    {
        ["authenticate"] = (["access_token"], []),
        ["renew"] = (["access_token"], []),
        ["proof"] = ([], ["dpop", "hash"]),
        ["join"] = (["room"], ["id", "ticket"]),
        ["leave"] = (["room"], ["id"]),
        ["message"] = (["data"], ["id", "room"]),
        ["ping"] = ([], ["id"]),
    };

    private readonly JsonDocument _document;

    private RealtimeFrame(JsonDocument document) => _document = document;

    public string Type => Text("type")!;

    public string? Id => Text("id");

    public string? Room => Text("room");

    public JsonElement Data => _document.RootElement.GetProperty("data");

    /// <summary>Reads a frame.</summary>
    /// <param name="json">Its bytes, which are used until it is disposed.</param>
    /// <param name="frame">The frame; null where it is none.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? Read(ReadOnlyMemory<byte> json, out RealtimeFrame? frame)
    {
        frame = null;
        if (StrictJson.TryParse(json, Deepest, out JsonDocument? document) is { } fault)
        {
            return $"The frame {fault}";
        }

        frame = new RealtimeFrame(document!);
        if (frame.FaultOf() is { } wrong)
        {
            frame.Dispose();
            frame = null;
            return wrong;
        }

        return null;
    }

    /// <summary>A member that is a text; null where it is not there.</summary>
    public string? Text(string name) => _document.RootElement.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    public void Dispose() => _document.Dispose();

    private string? FaultOf()
    {
        if (Text("type") is not { } type || !Types.TryGetValue(type, out (string[] Required, string[] Optional) members))
        {
            return $"type must be one of {string.Join(", ", Types.Keys)}.";
        }

        foreach (JsonProperty member in _document.RootElement.EnumerateObject())
        {
            if (member.Name != "type" && !members.Required.Contains(member.Name, StringComparer.Ordinal) && !members.Optional.Contains(member.Name, StringComparer.Ordinal))
            {
                return $"A frame of the type {type} has no member but type{string.Concat(members.Required.Concat(members.Optional).Select(static name => $", {name}"))}.";
            }

            if (member.Name != "data" && (member.Value.ValueKind != JsonValueKind.String || member.Value.GetString()!.Length is 0 or > LongestText))
            {
                return "A member of the frame must be a text, neither empty nor longer than 8 KiB.";
            }
        }

        return members.Required.FirstOrDefault(name => !_document.RootElement.TryGetProperty(name, out _)) is { } missing ? $"A frame of the type {type} needs {missing}."
            : Id is { Length: > LongestId } ? $"id has at most {LongestId} characters."
            : Text("room") is { } room && !RoomNames.IsRight(room) ? RoomNames.Fault
            : type == "proof" && Text("dpop") is null == Text("hash") is null ? "A frame of the type proof needs dpop or hash."
            : null;
    }
}

/// <summary>Writes the frames of the server.</summary>
internal static class RealtimeFrames
{
    public static byte[] Write(string type, Action<Utf8JsonWriter>? members = null)
    {
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            members?.Invoke(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Error(AuthError error, string? id = null, string type = "error", string? room = null) => Write(type, json =>
    {
        WriteText(json, "id", id);
        WriteText(json, "room", room);
        json.WriteString("error", error.Code);
        json.WriteString("message", error.Message);
        json.WriteBoolean("recoverable", error.IsRecoverable);
        json.WriteNumber("retry_after_ms", (long)error.RetryAfter.TotalMilliseconds);
    });

    public static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, text);
        }
    }
}
