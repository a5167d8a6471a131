using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>What the back channel logs: names and numbers, never an address with a query, a header or a body.</summary>
internal static partial class ExchangeLog
{
    [LoggerMessage(EventId = 301, Level = LogLevel.Information, Message = "{Provider}: step {Step} is tried again ({Number}) in {Delay}")]
    public static partial void Retrying(ILogger logger, string provider, string step, int number, TimeSpan delay);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "{Provider}: step {Step} failed with {Failure}, correlation id {CorrelationId}")]
    public static partial void Failed(ILogger logger, string provider, string step, string failure, string? correlationId);
}
