using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>What the socket logs: names and numbers, never a frame, an id or a query.</summary>
internal static partial class SocketLog
{
    [LoggerMessage(EventId = 921, Level = LogLevel.Information, Message = "{Step}: nothing came from the server for an interval of {Interval} and a time limit of {Timeout}; the connection is given up")]
    public static partial void Dead(ILogger logger, string step, TimeSpan interval, TimeSpan timeout);

    [LoggerMessage(EventId = 923, Level = LogLevel.Debug, Message = "{Step}: a frame of {Length} bytes was dropped that is none of the protocol, or an attachment")]
    public static partial void Dropped(ILogger logger, string step, int length);

    [LoggerMessage(EventId = 924, Level = LogLevel.Debug, Message = "{Step}: an answer came that nobody waits for any more")]
    public static partial void StrayAnswer(ILogger logger, string step);

    [LoggerMessage(EventId = 925, Level = LogLevel.Information, Message = "{Step}: the server has ended the connection by its own word (41)")]
    public static partial void Disconnected(ILogger logger, string step);

    [LoggerMessage(EventId = 926, Level = LogLevel.Warning, Message = "{Step}: {Dropped} events were dropped, because their reader is too slow")]
    public static partial void Overflow(ILogger logger, string step, int dropped);

    [LoggerMessage(EventId = 927, Level = LogLevel.Warning, Message = "{Step}: the login could not be renewed now ({Failure}); the next try is at {At}")]
    public static partial void NotRenewed(ILogger logger, string step, string failure, DateTimeOffset at);

    [LoggerMessage(EventId = 928, Level = LogLevel.Information, Message = "{Step}: the login has ended and was not renewed; the connection is made again")]
    public static partial void LoginEnded(ILogger logger, string step);

    [LoggerMessage(EventId = 929, Level = LogLevel.Information, Message = "{Step}: {Call} was answered with 401; the connection is signed in again")]
    public static partial void LoginRefused(ILogger logger, string step, string call);
}
