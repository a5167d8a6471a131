using System.Globalization;

namespace GameAuth.Xbox;

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
