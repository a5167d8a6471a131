using Microsoft.Extensions.Logging;

namespace GameAuth.Hytale;

/// <summary>What the Hytale package logs: names and numbers, never a token or a code.</summary>
internal static partial class HytaleLog
{
    [LoggerMessage(EventId = 601, Level = LogLevel.Information, Message = "Step {Step}: the access token was refused; it is refreshed and the call made once more")]
    public static partial void TokenRefused(ILogger logger, string step);

    [LoggerMessage(EventId = 602, Level = LogLevel.Warning, Message = "A game session was not renewed ({Failure}); it is tried again at {At:O}")]
    public static partial void NotRenewed(ILogger logger, string failure, DateTimeOffset at);

    [LoggerMessage(EventId = 603, Level = LogLevel.Error, Message = "A game session is lost ({Failure}): it can not be renewed without somebody's help")]
    public static partial void SessionLost(ILogger logger, string failure);

    [LoggerMessage(EventId = 604, Level = LogLevel.Warning, Message = "A game session was not ended at the service ({Failure}); it runs out by itself within the hour")]
    public static partial void NotEnded(ILogger logger, string failure);

    [LoggerMessage(EventId = 605, Level = LogLevel.Warning, Message = "A game session that another process left behind could not be ended ({Failure}); it runs out by itself within the hour")]
    public static partial void OrphanLeft(ILogger logger, string failure);

    [LoggerMessage(EventId = 606, Level = LogLevel.Warning, Message = "An idle account's grant was not rotated ({Failure}); it is tried again in a few hours")]
    public static partial void NotRotated(ILogger logger, string failure);

    [LoggerMessage(EventId = 607, Level = LogLevel.Warning, Message = "A game session was renewed, and its record was not written ({Failure}): after a crash it would run out by itself")]
    public static partial void NotRecorded(ILogger logger, string failure);

    [LoggerMessage(EventId = 608, Level = LogLevel.Warning, Message = "The tokens of a game session have ended before they could be renewed ({Failure}); another session takes its place as soon as it can")]
    public static partial void Interrupted(ILogger logger, string failure);

    [LoggerMessage(EventId = 609, Level = LogLevel.Error, Message = "A game session was not renewed, for a reason that nobody has foreseen ({Failure}); it is tried again at {At:O}")]
    public static partial void RenewalBroke(ILogger logger, string failure, DateTimeOffset at);

    [LoggerMessage(EventId = 610, Level = LogLevel.Warning, Message = "The lease that says that this process keeps its game sessions alive is gone ({Failure}); it is taken anew in a moment")]
    public static partial void LeaseNotHeld(ILogger logger, string failure);

    [LoggerMessage(EventId = 611, Level = LogLevel.Warning, Message = "What other processes left behind could not be looked for ({Failure}); the next game session looks again")]
    public static partial void NotSwept(ILogger logger, string failure);

    [LoggerMessage(EventId = 612, Level = LogLevel.Error, Message = "Idle accounts were not rotated, for a reason that nobody has foreseen ({Failure}); it is tried again in a few hours")]
    public static partial void RotationBroke(ILogger logger, string failure);

    [LoggerMessage(EventId = 613, Level = LogLevel.Warning, Message = "The profile of a game session was not remembered ({Failure}); the next start has to ask for the profiles")]
    public static partial void ProfileNotRemembered(ILogger logger, string failure);
}
