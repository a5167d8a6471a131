using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>What the Hytale package logs: names and numbers, never a token or a code.</summary>
internal static partial class HytaleLog
{
    [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "Step {Step}: the access token was refused; it is refreshed and the call made once more")]
    public static partial void TokenRefused(ILogger logger, string step);

    [LoggerMessage(EventId = 613, Level = LogLevel.Warning, Message = "The profile of a game session was not remembered ({Failure}); the next start has to ask for the profiles")]
    public static partial void ProfileNotRemembered(ILogger logger, string failure);
}
