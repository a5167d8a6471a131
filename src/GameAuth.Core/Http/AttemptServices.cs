using Polly;

namespace GameAuth.Providers;

/// <summary>What every attempt of a host shares.</summary>
internal sealed class AttemptServices(IRequestPacer pacer, IIdGenerator ids, TimeProvider time, AttemptOptions options)
{
    public IRequestPacer Pacer => pacer;

    public IIdGenerator Ids => ids;

    public TimeProvider Time => time;

    public AttemptOptions Options => options;

    public AttemptLimits Limits { get; } = new(time, options.AttemptTimeout);

    public BoundRequests Bound { get; } = new();

    public ResiliencePipeline<HttpResponseMessage> Repetition { get; } = SafeRepetition.Build(options, time);
}
