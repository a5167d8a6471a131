using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace GameAuth;

/// <summary>The names that this family uses in <c>System.Diagnostics</c>. They change only with a major version.</summary>
public static class GameAuthTelemetry
{
    /// <summary>The <see cref="System.Diagnostics.ActivitySource"/>: one activity per mint, named <c>gameauth.token.mint</c>.</summary>
    public const string ActivitySourceName = "GameAuth";

    /// <summary>The <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "GameAuth";

    /// <summary>Histogram, seconds: how long a mint took. Tags: <c>provider</c>, <c>step</c>, <c>outcome</c>.</summary>
    public const string MintDuration = "gameauth.token.mint.duration";

    /// <summary>Counter, {mint}: mints that asked the provider. Tags: <c>provider</c>, <c>step</c>, <c>outcome</c>.</summary>
    public const string MintRequests = "gameauth.token.mint.requests";

    /// <summary>Counter, {event}: sign-ins, sign-outs and refusals. Tags: <c>provider</c>, <c>event</c>.</summary>
    public const string AccountEvents = "gameauth.account.events";

    /// <summary>Histogram, seconds: how long a request waited for its permit, if it did. Tags: <c>scope</c> (the rule's, never an account's), <c>limit</c> (such as <c>10 per 15 s</c>, <c>gap</c>, <c>hold</c>, <c>learnt</c>).</summary>
    public const string PacerWaitDuration = "gameauth.pacer.wait.duration";
}

/// <summary>The instruments and the event sinks of one host.</summary>
internal sealed class AuthTelemetry : IDisposable
{
    private static readonly ActivitySource Source = new(GameAuthTelemetry.ActivitySourceName);

    private readonly AuthEvents _events;
    private readonly TimeProvider _time;
    private readonly Meter? _ownMeter;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _requests;
    private readonly Counter<long> _accounts;

    public AuthTelemetry(AuthEvents events, TimeProvider time, IMeterFactory? meters)
    {
        _events = events;
        _time = time;
        _ownMeter = meters is null ? new Meter(GameAuthTelemetry.MeterName) : null;
        Meter meter = _ownMeter ?? meters!.Create(GameAuthTelemetry.MeterName);
        _duration = meter.CreateHistogram<double>(GameAuthTelemetry.MintDuration, "s");
        _requests = meter.CreateCounter<long>(GameAuthTelemetry.MintRequests, "{mint}");
        _accounts = meter.CreateCounter<long>(GameAuthTelemetry.AccountEvents, "{event}");
    }

    public static Activity? StartMint(string provider, string step) =>
        Source.StartActivity("gameauth.token.mint")?.SetTag("provider", provider).SetTag("step", step);

    public void Minted(string provider, TokenEvent happened, TimeSpan took)
    {
        TagList tags = new() { { "provider", provider }, { "step", happened.Step }, { "outcome", happened.Outcome } };
        _duration.Record(took.TotalSeconds, tags);
        if (happened.OnTheWire)
        {
            _requests.Add(1, tags);
        }

        _events.Raise(happened);
    }

    public void Account(string provider, string name, AccountId? account, string? reason = null, bool byOtherProcess = false)
    {
        _accounts.Add(1, new TagList { { "provider", provider }, { "event", name } });
        _events.Raise(new AccountEvent(name, _time.GetUtcNow(), account, CorrelationId: null, reason, byOtherProcess));
    }

    public void SignInEndsSoon(string provider, SignInEndsSoonEvent happened)
    {
        _accounts.Add(1, new TagList { { "provider", provider }, { "event", happened.Name } });
        _events.Raise(happened);
    }

    public void Raise(AuthEvent happened) => _events.Raise(happened);

    public void Dispose() => _ownMeter?.Dispose();
}

/// <summary>Passes an event to every sink. A sink that throws does not keep it from the others.</summary>
internal sealed partial class AuthEvents(IEnumerable<IAuthEventSink> sinks, ILogger<AuthEvents> logger)
{
    private readonly IAuthEventSink[] _sinks = [.. sinks];
    private readonly ILogger _logger = logger;

    public void Raise(AuthEvent happened)
    {
        foreach (IAuthEventSink sink in _sinks)
        {
            try
            {
                sink.OnEvent(happened);
            }
            catch (Exception error)
            {
                SinkFailed(sink.GetType().Name, happened.Name, error.GetType().Name);
            }
        }
    }

    [LoggerMessage(1101, LogLevel.Error, "The event sink {Sink} failed on {Event} with {Error}; the other sinks were told.")]
    private partial void SinkFailed(string sink, string @event, string error);
}
