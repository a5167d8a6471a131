using Microsoft.Extensions.Logging;

namespace GameAuth.Discord;

/// <summary>What the Discord package logs: names and numbers, never a token, a code, a proof or what a player wrote.</summary>
internal static partial class DiscordLog
{
    [LoggerMessage(EventId = 901, Level = LogLevel.Warning, Message = "{Account}: an old refresh token was presented somewhere, and the backend has ended its session; the player signs in again")]
    public static partial void ReuseDetected(ILogger logger, string account);

    [LoggerMessage(EventId = 902, Level = LogLevel.Information, Message = "The nonce of the exchange was taken; it is made once more with another one")]
    public static partial void NonceReused(ILogger logger);

    [LoggerMessage(EventId = 911, Level = LogLevel.Information, Message = "{Account}: the backend closed the socket with {Code}")]
    public static partial void SocketClosed(ILogger logger, string account, int code);

    [LoggerMessage(EventId = 912, Level = LogLevel.Debug, Message = "{Account}: the socket goes on with the next access token")]
    public static partial void SocketRenewed(ILogger logger, string account);

    [LoggerMessage(EventId = 913, Level = LogLevel.Warning, Message = "{Account}: the socket could not go on with the next access token ({Failure}); it ends with the one before")]
    public static partial void SocketNotRenewed(ILogger logger, string account, string failure);

    [LoggerMessage(EventId = 914, Level = LogLevel.Warning, Message = "{Account}: a frame of the backend can not be read; the connection is made again")]
    public static partial void FrameUnread(ILogger logger, string account);

    [LoggerMessage(EventId = 915, Level = LogLevel.Warning, Message = "Realtime: {Count} events wait and nobody reads them; they are dropped, and the reader is told that something was missed")]
    public static partial void EventsDropped(ILogger logger, int count);
}
