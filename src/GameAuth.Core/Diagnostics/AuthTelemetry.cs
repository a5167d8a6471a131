using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GameAuth;

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

    public void Raise(AuthEvent happened) => _events.Raise(happened);

    public void Dispose() => _ownMeter?.Dispose();
}
