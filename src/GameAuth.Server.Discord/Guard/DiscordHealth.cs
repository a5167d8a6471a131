using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GameAuth.Server.Discord;

/// <summary>Says whether Discord's network bans this node's address.</summary>
internal sealed class DiscordHealth(Breaker breaker) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(breaker.BannedFor is { Ticks: > 0 } wait
            ? HealthCheckResult.Degraded($"Discord's network refuses this address; the next try is in {wait:c}.")
            : HealthCheckResult.Healthy());
}
