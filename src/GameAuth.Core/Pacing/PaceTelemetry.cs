using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

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
    public void Began(PermitWaiter waiter, long now)
    {
        if (!_waits.Enabled)
        {
            return;
        }

        waiter.Since = now;
        PartitionSet scopes = waiter.Scopes;
        for (int i = 0; i < scopes.Count; i++)
        {
            if (waiter.WaitsFor is null || scopes[i].Earliest(now) > waiter.WaitsFor.Earliest(now))
            {
                waiter.WaitsFor = scopes[i];
            }
        }

        waiter.Limit = waiter.WaitsFor?.Describe(now);
    }

    public void Ended(PermitWaiter waiter)
    {
        if (waiter.WaitsFor is not { } scope)
        {
            return;
        }

        TagList tags = new() { { "scope", scope.Rule?.Scope ?? "unlisted" }, { "limit", waiter.Limit } };
        _waits.Record(TimeSpan.FromTicks(waiter.Permit!.At - waiter.Since).TotalSeconds, tags);
    }
}

/// <summary>The errors of requests that are held back here. They name classes of scopes, never the account.</summary>
internal static class PacingErrors
{
    public static ThrottledException NoRoom(PermitWaiter waiter, DateTimeOffset retryAt) => new(
        string.Create(CultureInfo.InvariantCulture, $"The limits of {Describe(waiter.Scopes)} leave no room before {retryAt:O}; nothing was sent. Try again then, or let the request wait."),
        retryAt,
        wasSent: false) { Provider = Provider(waiter), Step = "pacing" };

    public static ThrottledException QueueFull(PermitWaiter waiter, int maxWaiting, DateTimeOffset retryAt) => new(
        string.Create(CultureInfo.InvariantCulture, $"{maxWaiting} requests wait for their limits already, so one more for {Describe(waiter.Scopes)} was refused; nothing was sent. Send less at once, or raise {nameof(RequestPacerOptions.MaxWaiting)}."),
        retryAt,
        wasSent: false) { Provider = Provider(waiter), Step = "pacing" };

    private static string Describe(PartitionSet scopes)
    {
        List<string> parts = new();
        for (int i = 0; i < scopes.Count; i++)
        {
            parts.Add(scopes[i].Rule is { } rule ? $"'{rule.Scope}' ({string.Join(", ", rule.Windows)})" : "what the server told");
        }

        return string.Join(" and ", parts.Distinct(StringComparer.Ordinal));
    }

    private static string? Provider(PermitWaiter waiter)
    {
        string name = waiter.Request.Scopes[0];
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 ? name[..slash] : null;
    }
}
