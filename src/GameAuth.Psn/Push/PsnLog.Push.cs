using Microsoft.Extensions.Logging;

namespace GameAuth.Psn;

/// <content>What push logs: numbers, never what a service sent, which may name players and their devices.</content>
internal static partial class PsnLog
{
    [LoggerMessage(EventId = 731, Level = LogLevel.Warning, Message = "Push: a message can not be read and is ignored; the reader is told that something was missed")]
    public static partial void PushUnread(ILogger logger);

    [LoggerMessage(EventId = 732, Level = LogLevel.Debug, Message = "Push: a message that is no event is ignored")]
    public static partial void PushUnknown(ILogger logger);

    [LoggerMessage(EventId = 733, Level = LogLevel.Warning, Message = "Push: {Count} events wait and nobody reads them; they are dropped, and the reader is told that something was missed")]
    public static partial void PushOverflow(ILogger logger, int count);
}
