using GameAuth.Server.Discord;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the way to Discord to a host's health checks.</summary>
public static class DiscordHealthChecksExtensions
{
    /// <summary>Adds a check that is degraded while Discord's network bans this node's address: the sessions that there are go on, and nobody new gets in by Discord.</summary>
    /// <param name="builder">The host's checks.</param>
    /// <param name="name">The check's name. Default <c>gameauth-discord</c>.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddGameAuthDiscord(this IHealthChecksBuilder builder, string name = "gameauth-discord")
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(name, static host => new DiscordHealth(host.GetRequiredService<Breaker>()), failureStatus: null, tags: null));
    }
}
