using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace GameAuth.Providers;

/// <summary>Says how long requests waited, and for which limit. Classes of scopes only: a scope may hold an account's key.</summary>
internal sealed class PaceTelemetry(Meter meter)
{
    private static readonly Lazy<PaceTelemetry> _shared = new(static () => new PaceTelemetry(new Meter(GameAuthTelemetry.MeterName)));

    private readonly Histogram<double> _waits = meter.CreateHistogram<double>(GameAuthTelemetry.PacerWaitDuration, "s");

    /// <summary>For pacers that no container made.</summary>
    public static PaceTelemetry Shared => _shared.Value;

    public static PaceTelemetry From(IMeterFactory? meters) => meters is null ? Shared : new PaceTelemetry(meters.Create(GameAuthTelemetry.MeterName));

    /// <summary>Notes what a waiter waits for: the scope that would let it through last.</summary>
    public void Began(PaceWaiter waiter, long now)
    {
        if (!_waits.Enabled)
        {
            return;
        }

        waiter.Since = now;
        ScopeSet scopes = waiter.Scopes;
        for (var i = 0; i < scopes.Count; i++)
        {
            if (waiter.WaitsFor is null || scopes[i].Earliest(now) > waiter.WaitsFor.Earliest(now))
            {
                waiter.WaitsFor = scopes[i];
            }
        }

        waiter.Limit = waiter.WaitsFor?.Describe(now);
    }

    public void Ended(PaceWaiter waiter)
    {
        if (waiter.WaitsFor is not { } scope)
        {
            return;
        }

        TagList tags = new() { { "scope", scope.Rule?.Scope ?? "unlisted" }, { "limit", waiter.Limit } };
        _waits.Record(TimeSpan.FromTicks(waiter.Permit!.At - waiter.Since).TotalSeconds, tags);
    }
}
