using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>
/// The body of a fine-grained 429: <c>{"version":1,"currentRequests":13,"maxRequests":10,"periodInSeconds":15,"type":"burst"}</c>; another page of
/// the vendor has <c>limitType</c> for <c>type</c>, which is of no matter here. Microsoft Learn, "Fine-Grained Rate Limiting".
/// </summary>
internal sealed class XboxLimitBody
{
    /// <summary>Published periods have at most five minutes; a longer one than this would lock a player out on one odd answer.</summary>
    private const long LongestPeriod = 24 * 60 * 60;

    [JsonPropertyName("maxRequests")]
    [JsonConverter(typeof(WireInt64Converter))]
    public long MaxRequests { get; set; }

    [JsonPropertyName("periodInSeconds")]
    [JsonConverter(typeof(WireInt64Converter))]
    public long PeriodInSeconds { get; set; }

    /// <summary>The window that an answer's body names; null where it names none that makes sense.</summary>
    public static PaceWindow? Read(ProviderResponse answer) =>
        answer.TryReadJson(XboxJson.Default.XboxLimitBody, out XboxLimitBody? body)
            && body is { MaxRequests: > 0 and <= int.MaxValue, PeriodInSeconds: > 0 and <= LongestPeriod }
                ? new PaceWindow((int)body.MaxRequests, TimeSpan.FromSeconds(body.PeriodInSeconds))
                : null;
}
