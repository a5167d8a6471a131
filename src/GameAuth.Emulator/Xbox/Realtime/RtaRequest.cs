using System.Text.Json;

namespace GameAuth.Emulator.Xbox.Realtime;

/// <summary>What a client asks over RTA: <c>[1, sequence, "uri"]</c> or <c>[2, sequence, id]</c>.</summary>
internal sealed record RtaRequest(int Opcode, long Sequence, string? Uri, int? Id)
{
    public bool IsSubscribe => Opcode == 1;

    public string Step => IsSubscribe ? XboxSteps.RtaSubscribe : XboxSteps.RtaUnsubscribe;

    /// <returns>The request; null when the text is none. A subscription to something that is no text is one to nothing.</returns>
    public static RtaRequest? Read(string message)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(message);
            if (document.RootElement is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() < 3) return null;
            if (!IsNumber(list[0], out long opcode) || opcode is not (1 or 2) || !IsNumber(list[1], out long sequence)) return null;
            string? uri = opcode == 1 && list[2].ValueKind is JsonValueKind.String ? list[2].GetString() : null;
            int? id = opcode == 2 && IsNumber(list[2], out long number) && number is > 0 and <= int.MaxValue ? (int)number : null;
            return new RtaRequest((int)opcode, sequence, uri, id);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsNumber(JsonElement element, out long value)
    {
        value = 0;
        return element.ValueKind is JsonValueKind.Number && element.TryGetInt64(out value);
    }
}
