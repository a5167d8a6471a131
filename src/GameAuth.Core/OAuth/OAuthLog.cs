using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>What the sign-in flows log: names and numbers, never a code, a state or an address with a query.</summary>
internal static partial class OAuthLog
{
    [LoggerMessage(EventId = 321, Level = LogLevel.Information, Message = "{Provider}: device code {Number} is shown; it lives {Lifetime}")]
    public static partial void CodeShown(ILogger logger, string provider, int number, TimeSpan lifetime);

    [LoggerMessage(EventId = 322, Level = LogLevel.Information, Message = "{Provider}: the sign-in ended: {Reason}")]
    public static partial void SignInEnded(ILogger logger, string provider, SignInReason reason);

    [LoggerMessage(EventId = 323, Level = LogLevel.Warning, Message = "A sign-in prompt threw {Failure} when it was told of the progress or cancelled; the sign-in goes on")]
    public static partial void PromptFailed(ILogger logger, string failure);

    [LoggerMessage(EventId = 324, Level = LogLevel.Warning, Message = "{Provider}: an answer that is not the redirect of this sign-in was pasted; the sign-in does not take it")]
    public static partial void ForeignAnswer(ILogger logger, string provider);

    [LoggerMessage(EventId = 325, Level = LogLevel.Debug, Message = "A connection to the sign-in listener ended with {Failure}")]
    public static partial void ConnectionEnded(ILogger logger, string failure);
}
