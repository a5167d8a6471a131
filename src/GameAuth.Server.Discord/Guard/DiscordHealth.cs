using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GameAuth.Server.Discord;

/// <summary>Says whether Discord's network bans this node's address, as far as this node knows. It asks nobody.</summary>
internal sealed class DiscordHealth(Breaker breaker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        TimeSpan wait = breaker.BannedFor;
        HealthCheckResult result = wait > TimeSpan.Zero
            ? HealthCheckResult.Degraded($"Discord's network refuses this address; the next try is in {wait:c}.")
            : HealthCheckResult.Healthy();
        return Task.FromResult(result);
    }
}
