using System.Buffers;
using System.Globalization;
using System.Text.Json;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>A frame of the protocol <c>rta.xboxlive.com.V2</c>: a JSON array whose first element says what it is.</summary>
internal sealed record RtaFrame(long Opcode)
{
    private const int NoData = 3;

    /// <summary>The number of the request that is answered.</summary>
    public long Sequence { get; private init; }

    /// <summary>How it was answered; 0 is well.</summary>
    public long Status { get; private init; }

    public RtaSubscriptionId? Id { get; private init; }

    /// <summary>What comes with it, free of the buffer that it was read from.</summary>
    public JsonElement Data { get; private init; }

    /// <summary>What the service says to a refusal.</summary>
    public string Message { get; private init; } = "";

    /// <summary>Whether the service has agreed to a subscription: one to a resource that has no data yet counts when it has an id.</summary>
    public bool IsSubscribed => Id is not null && Status is 0 or NoData;

    /// <summary>Reads a frame; null for what is none, or lacks what its kind must have. What is beyond that is ignored.</summary>
    public static RtaFrame? Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            return root.ValueKind is JsonValueKind.Array && Number(root, 0) is { } opcode ? Read(root, opcode) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Of a text with half a surrogate pair, the document finds that only when it is asked for it.
            return null;
        }
    }

    public static byte[] Subscribe(long sequence, Uri resource) => Write(RtaOpcode.Subscribe, sequence, json => json.WriteStringValue(resource.AbsoluteUri));

    public static byte[] Unsubscribe(long sequence, RtaSubscriptionId id) => Write(RtaOpcode.Unsubscribe, sequence, json => json.WriteRawValue(id.Json));

    private static RtaFrame? Read(JsonElement root, long opcode)
    {
        switch (opcode)
        {
            case RtaOpcode.Subscribe:
            case RtaOpcode.Unsubscribe:
                if (Number(root, 1) is not { } sequence || Number(root, 2) is not { } status)
                {
                    return null;
                }

                bool agreed = opcode == RtaOpcode.Subscribe && (status == 0 || (status == NoData && root.GetArrayLength() > 4));
                RtaSubscriptionId? id = agreed ? RtaSubscriptionId.Read(At(root, 3)) : null;
                return agreed && id is null ? null : new RtaFrame(opcode)
                {
                    Sequence = sequence,
                    Status = status,
                    Id = id,
                    Data = agreed ? Free(At(root, 4)) : default,
                    Message = !agreed && At(root, 3) is { ValueKind: JsonValueKind.String } said ? ServerText.Clean(said.GetString(), 128) : "",
                };

            case RtaOpcode.Event:
                return RtaSubscriptionId.Read(At(root, 1)) is { } of ? new RtaFrame(opcode) { Id = of, Data = Free(At(root, 2)) } : null;

            default:
                return new RtaFrame(opcode);
        }
    }

    private static long? Number(JsonElement root, int index) =>
        At(root, index) is { ValueKind: JsonValueKind.Number } element && element.TryGetInt64(out long number) ? number : null;

    private static JsonElement At(JsonElement root, int index) => index < root.GetArrayLength() ? root[index] : default;

    private static JsonElement Free(JsonElement element) => element.ValueKind is JsonValueKind.Undefined ? element : element.Clone();

    private static byte[] Write(long opcode, long sequence, Action<Utf8JsonWriter> last)
    {
        ArrayBufferWriter<byte> text = new();
        using (Utf8JsonWriter json = new(text))
        {
            json.WriteStartArray();
            json.WriteNumberValue(opcode);
            json.WriteNumberValue(sequence);
            last(json);
            json.WriteEndArray();
        }

        return text.WrittenSpan.ToArray();
    }
}

/// <summary>The first element of a frame.</summary>
internal static class RtaOpcode
{
    public const long Subscribe = 1;
    public const long Unsubscribe = 2;
    public const long Event = 3;
    public const long Resync = 4;
}

/// <summary>A subscription's id on one connection: a number as a rule, text at times, and sent back as it came.</summary>
internal sealed record RtaSubscriptionId(string Key, string Json)
{
    public static RtaSubscriptionId? Read(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Number => new RtaSubscriptionId(element.GetRawText(), element.GetRawText()),
        JsonValueKind.String => new RtaSubscriptionId(element.GetString()!, element.GetRawText()),
        _ => null,
    };
}

/// <summary>What a status other than 0 means to the caller.</summary>
internal static class RtaRefusal
{
    private const long Throttled = 1001;
    private const long Unavailable = 1002;
    private static readonly TimeSpan UnsaidWait = TimeSpan.FromSeconds(30);

    public static GameAuthException Of(RtaFrame answer, DateTimeOffset now)
    {
        string said = answer.Message.Length > 0 ? $" It says: {answer.Message}" : "";
        string text = $"xbox: a subscription of step '{RtaConnector.Step}' was refused with status {answer.Status} ({Meaning(answer.Status)}).{said}";
        return answer.Status == Throttled
            ? new ThrottledException(text, now + UnsaidWait, wasSent: true) { Provider = XboxDefaults.Provider, Step = RtaConnector.Step }
            : new ProviderException(text, status: null, answer.Status.ToString(CultureInfo.InvariantCulture), isTransient: answer.Status == Unavailable)
            { Provider = XboxDefaults.Provider, Step = RtaConnector.Step };
    }

    private static string Meaning(long status) => status switch
    {
        1 => "the service knows no such resource; check its address",
        2 => "the player has too many subscriptions; dispose some",
        3 => "the resource has no data",
        Throttled => "throttled",
        Unavailable => "the service of the resource is down",
        _ => "unknown",
    };
}
