using Microsoft.Extensions.Logging;

namespace GameAuth.Psn;

/// <summary>What the PSN package logs: names and numbers, never a token, a code or an npsso.</summary>
internal static partial class PsnLog
{
    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "The edge of the service answers with a page (403 in HTML): nothing is sent to the service for {Hold}. Ask less often")]
    public static partial void HeldByEdge(ILogger logger, TimeSpan hold);

    [LoggerMessage(EventId = 702, Level = LogLevel.Warning, Message = "The player's name could not be read at the sign-in ({Failure}); the account has none until the next one")]
    public static partial void NameNotRead(ILogger logger, string failure);
}
