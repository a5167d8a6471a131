using System.Text.Json;

namespace GameAuth.Xbox;

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
