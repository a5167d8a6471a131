using Microsoft.Extensions.Logging;

namespace GameAuth.Psn;

/// <summary>What the PSN package logs: names and numbers, never a token, a code or an npsso.</summary>
internal static partial class PsnLog
{
    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "The edge of the service answers with a page (403 in HTML): nothing is sent to the service for {Hold}. Ask less often")]
    public static partial void HeldByEdge(ILogger logger, TimeSpan hold);

    [LoggerMessage(EventId = 702, Level = LogLevel.Warning, Message = "The player's name could not be read at the sign-in ({Failure}); the account has none until the next one")]
    public static partial void NameNotRead(ILogger logger, string failure);

    [LoggerMessage(EventId = 703, Level = LogLevel.Warning, Message = "The service refuses to end what step '{Step}' ends (status {Status}): it counts as over")]
    public static partial void NotEnded(ILogger logger, string step, int status);

    [LoggerMessage(EventId = 704, Level = LogLevel.Warning, Message = "What was opened of a party could not all be ended, or not recorded ({Failure}): its end, or the next start, tries again")]
    public static partial void NotUnwound(ILogger logger, string failure);
}
