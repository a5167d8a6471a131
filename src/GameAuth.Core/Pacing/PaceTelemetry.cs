using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Providers;

/// <summary>Says how long requests waited, and for which limit. Classes of scopes only: a scope may hold an account's key.</summary>
internal sealed partial class PaceTelemetry(Meter meter, ILogger log)
{
    private static readonly TimeSpan WorthALine = TimeSpan.FromSeconds(1);
    private static readonly Lazy<PaceTelemetry> _shared = new(static () => new PaceTelemetry(new Meter(GameAuthTelemetry.MeterName), NullLogger.Instance));

    private readonly ILogger _logger = log;
    private readonly Histogram<double> _waits = meter.CreateHistogram<double>(GameAuthTelemetry.PacerWaitDuration, "s", "How long a request waited for its permit, if it did.");

    /// <summary>For pacers that no container made.</summary>
    public static PaceTelemetry Shared => _shared.Value;

    public static PaceTelemetry From(IMeterFactory? meters, ILogger? log) => meters is null && log is null
        ? Shared
        : new PaceTelemetry(meters?.Create(GameAuthTelemetry.MeterName) ?? new Meter(GameAuthTelemetry.MeterName), log ?? NullLogger.Instance);

    /// <summary>Notes what a waiter waits for: the scope that would let it through last.</summary>
    public void Began(PermitWaiter waiter, long now)
    {
        if (!_waits.Enabled && !_logger.IsEnabled(LogLevel.Information))
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

    /// <summary>Says that a request is going to wait, while it does: who looks at a program that stands still wants to know why.</summary>
    public void Waits(PermitWaiter waiter, TimeSpan wait)
    {
        if (waiter.WaitsFor is { } scope && wait > WorthALine && !waiter.IsTold)
        {
            waiter.IsTold = true;
            PermitTakes(Math.Round(wait.TotalSeconds, 1), ClassOf(scope), waiter.Limit);
        }
    }

    public void Ended(PermitWaiter waiter)
    {
        if (waiter.WaitsFor is not { } scope)
        {
            return;
        }

        // What began as a short wait, and became a long one by what the server said meanwhile.
        TimeSpan waited = TimeSpan.FromTicks(waiter.Permit!.At - waiter.Since);
        Waits(waiter, waited);
        TagList tags = new() { { "scope", ClassOf(scope) }, { "limit", waiter.Limit } };
        _waits.Record(waited.TotalSeconds, tags);
    }

    private static string ClassOf(RateLimitPartition scope) => scope.Rule?.Scope ?? "unlisted";

    [LoggerMessage(1501, LogLevel.Information, "A request waits {Seconds} s for its permit: {Scope} ({Limit}).")]
    private partial void PermitTakes(double seconds, string scope, string? limit);
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
