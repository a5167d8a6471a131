using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>What the PD2 package logs: names and numbers, never a token, a code or what a player wrote.</summary>
internal static partial class Pd2Log
{
    [LoggerMessage(EventId = 801, Level = LogLevel.Information, Message = "{Account}: the website's token is good until {Ends}; asking for a later one did not move that, so it is not asked again")]
    public static partial void EndDoesNotMove(ILogger logger, string account, DateTimeOffset ends);

    [LoggerMessage(EventId = 802, Level = LogLevel.Debug, Message = "{Account}: the socket brought another token, good until {Ends}; it is stored: {IsStored}")]
    public static partial void TokenHandedOver(ILogger logger, string account, DateTimeOffset? ends, bool isStored);

    [LoggerMessage(EventId = 803, Level = LogLevel.Warning, Message = "{Account}: the token that the socket brought could not be stored ({Failure}); the one before stays")]
    public static partial void TokenNotStored(ILogger logger, string account, string failure);
}
