using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>What the Xbox package logs: names and numbers, never a token, a signature or an address with a query.</summary>
internal static partial class XboxLog
{
    [LoggerMessage(EventId = 501, Level = LogLevel.Warning, Message = "Step {Step}: an empty 403 came, and the server's clock differs by {Offset}; signed again with its time")]
    public static partial void SignedAgain(ILogger logger, string step, TimeSpan offset);

    [LoggerMessage(EventId = 502, Level = LogLevel.Information, Message = "Step {Step}: XErr {Code} refuses the {Parent} token; it is minted again, once")]
    public static partial void ParentRefused(ILogger logger, string step, string code, RejectedToken parent);

    [LoggerMessage(EventId = 503, Level = LogLevel.Information, Message = "The Microsoft token could not be refreshed now ({Failure}); the XSTS token is minted from the stored user token")]
    public static partial void GrantNotCurrent(ILogger logger, string failure);

    [LoggerMessage(EventId = 504, Level = LogLevel.Warning, Message = "The endpoint list could not be refreshed now ({Failure}); the one before, or the bundled one, goes on")]
    public static partial void ListNotRefreshed(ILogger logger, string failure);
}
