using System.Buffers;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>A frame of the server: a JSON object whose <c>type</c> says what it is. Members that nobody knows are passed over.</summary>
internal sealed record RealtimeFrame(string Type)
{
    public string? Id { get; private init; }

    public string? Room { get; private init; }

    public string? Nonce { get; private init; }

    /// <summary>How a challenge is to be answered: <c>dpop</c>, or <c>hash</c>.</summary>
    public string? Proof { get; private init; }

    public IReadOnlyList<string> Permissions { get; private init; } = [];

    public int Occupied { get; private init; }

    /// <summary>What the application has sent, free of the buffer that it was read from.</summary>
    public JsonElement Data { get; private init; }

    /// <summary>The refusal of <c>error</c> and <c>evicted</c>; null where there is none.</summary>
    public BackendRefusal? Refusal { get; private init; }

    /// <summary>Reads a frame; null for what is none.</summary>
    public static RealtimeFrame? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            JsonElement root = document.RootElement;
            return root.ValueKind is JsonValueKind.Object && Text(root, "type") is { } type ? new RealtimeFrame(type)
            {
                Id = Text(root, "id"),
                Room = Text(root, "room"),
                Nonce = Text(root, "nonce"),
                Proof = Text(root, "proof"),
                Permissions = root.TryGetProperty("permissions", out JsonElement list) && list.ValueKind is JsonValueKind.Array
                    ? [.. list.EnumerateArray().Where(static one => one.ValueKind is JsonValueKind.String).Select(static one => FieldParser.Text(one.GetString()))] : [],
                Occupied = (int)Math.Min(int.MaxValue, Number(root, "occupied")),
                Data = root.TryGetProperty("data", out JsonElement data) ? data.Clone() : default,
                Refusal = DiscordErrors.WordOrNull(Text(root, "error")) is { } code
                    ? new BackendRefusal(
                        DiscordStep.Realtime, code, Text(root, "message"), root.TryGetProperty("recoverable", out JsonElement may) && may.ValueKind is JsonValueKind.True,
                        DiscordErrors.WaitOf(Number(root, "retry_after_ms")), Status: null)
                    : null,
            }
            : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Of a text with half a surrogate pair, the document finds that only when it is asked for it.
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out JsonElement text) && text.ValueKind is JsonValueKind.String ? text.GetString() : null;

    private static long Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement number) && number.ValueKind is JsonValueKind.Number && number.TryGetInt64(out long value) && value is > 0 and < uint.MaxValue ? value : 0;
}

/// <summary>The frames of a client, each with the members of its type and no others.</summary>
internal static class RealtimeFrames
{
    private const int Largest = 16 * 1024;
    private const int Deepest = 16;
    private const int LongestRoom = 128;

    private static readonly JsonDocumentOptions Form = new() { MaxDepth = Deepest, AllowDuplicateProperties = false };

    public static byte[] Token(string type, Secret accessToken) => Write(type, json => json.WriteString("access_token", accessToken.Reveal()));

    public static byte[] Proof(string member, string proof) => Write("proof", json => json.WriteString(member, proof));

    public static byte[] Room(string type, string id, string room, Secret? ticket = null) => Write(type, json =>
    {
        json.WriteString("id", id);
        json.WriteString("room", room);
        if (ticket is not null)
        {
            json.WriteString("ticket", ticket.Reveal());
        }
    });

    /// <exception cref="IllegalStepException">The server would close the connection because of it.</exception>
    public static byte[] Message(string id, JsonElement data, string? room)
    {
        if (data.ValueKind is JsonValueKind.Undefined)
        {
            throw Illegal("there is nothing to send");
        }

        byte[] frame = Write("message", json =>
        {
            json.WriteString("id", id);
            if (room is not null)
            {
                json.WriteString("room", room);
            }

            json.WritePropertyName("data");
            data.WriteTo(json);
        });
        return frame.Length > Largest ? throw Illegal($"the frame has {frame.Length} bytes, and the backend takes {Largest}")
            : !IsRight(frame) ? throw Illegal($"it is nested deeper than {Deepest} levels, or has a member twice")
            : frame;
    }

    /// <exception cref="IllegalStepException">It is no name of a room.</exception>
    public static void CheckRoom(string room)
    {
        ArgumentNullException.ThrowIfNull(room);
        if (room.Length is 0 or > LongestRoom || room is "." or ".." || !room.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or ':'))
        {
            throw new IllegalStepException("discord: a room's name has 1 to 128 letters, digits, '-', '.', '_', '~' and ':', and the backend would close the connection because of another; nothing was sent.")
            { Provider = DiscordDefaults.Provider, Step = DiscordStep.Join };
        }
    }

    private static bool IsRight(byte[] frame)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(frame, Form);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static byte[] Write(string type, Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            members(json);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }

    private static IllegalStepException Illegal(string what) => new($"discord: the message can not be sent: {what}. Nothing was sent.") { Provider = DiscordDefaults.Provider, Step = DiscordStep.Message };
}
