using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>What the exchanges of a host share.</summary>
internal sealed class ExchangeServices(IRequestPacer pacer, IIdGenerator ids, TimeProvider time, AttemptOptions options, ILogger log)
{
    public IRequestPacer Pacer { get; } = pacer ?? throw new ArgumentNullException(nameof(pacer));

    public IIdGenerator Ids => ids;

    public TimeProvider Time => time;

    public AttemptOptions Options => options;

    public ILogger Log => log;

    public AttemptTimeouts Timeouts { get; } = new(time, options.AttemptTimeout);
}
