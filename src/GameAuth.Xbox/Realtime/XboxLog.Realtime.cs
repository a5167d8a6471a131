using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <content>What real-time activity logs: numbers and names of types, never a resource, which may name the player, and never what a service sent.</content>
internal static partial class XboxLog
{
    [LoggerMessage(EventId = 525, Level = LogLevel.Warning, Message = "Real-time activity: a frame is damaged; connecting anew")]
    public static partial void RtaDamaged(ILogger logger);

    [LoggerMessage(EventId = 526, Level = LogLevel.Debug, Message = "Real-time activity: a frame of the unknown kind {Opcode} is ignored")]
    public static partial void RtaUnknownFrame(ILogger logger, long opcode);

    [LoggerMessage(EventId = 527, Level = LogLevel.Debug, Message = "Real-time activity: a frame belongs to no request or subscription of this connection and is ignored")]
    public static partial void RtaStrayFrame(ILogger logger);

    [LoggerMessage(EventId = 528, Level = LogLevel.Warning, Message = "Real-time activity: an event of {Kind} can not be read; its subscriber is told to read everything again")]
    public static partial void RtaUnreadEvent(ILogger logger, string kind);

    [LoggerMessage(EventId = 529, Level = LogLevel.Warning, Message = "Real-time activity: {Count} notifications wait and nobody reads them; they are dropped, and the subscriber is told to read everything again")]
    public static partial void RtaOverflow(ILogger logger, int count);

    [LoggerMessage(EventId = 531, Level = LogLevel.Warning, Message = "Real-time activity: a request had no answer within {Limit}; connecting anew")]
    public static partial void RtaUnanswered(ILogger logger, TimeSpan limit);
}
