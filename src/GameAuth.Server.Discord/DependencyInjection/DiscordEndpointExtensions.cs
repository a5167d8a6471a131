using GameAuth;
using GameAuth.Server.Discord;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what Discord itself calls.</summary>
public static class DiscordEndpointExtensions
{
    /// <summary>Maps the address of the application's webhook events: a player who takes the application's permission away at Discord loses the sessions that he has. It needs no authentication: Discord signs.</summary>
    /// <param name="endpoints">The application, or a group of its endpoints.</param>
    /// <param name="pattern">The path, which the developer portal's page Webhooks has to be told. Default <c>/api/auth/discord/events</c>.</param>
    /// <returns>The endpoint, for what else shall hold for it.</returns>
    /// <exception cref="GameAuthConfigurationException"><c>AddDiscord()</c> was not called, or <see cref="DiscordServerOptions.PublicKey"/> is missing.</exception>
    public static IEndpointConventionBuilder MapGameAuthDiscord(this IEndpointRouteBuilder endpoints, string pattern = "/api/auth/discord/events")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        WebhookEndpoint? endpoint = endpoints.ServiceProvider.GetService<WebhookEndpoint>();
        return endpoint is { HasKey: true }
            ? endpoints.MapPost(pattern, endpoint.AnswerAsync).AllowAnonymous()
            : throw new GameAuthConfigurationException(endpoint is null
                ? "MapGameAuthDiscord() maps the webhook of an application of Discord, and there is none: call AddDiscord() on the builder of AddGameAuthServer()."
                : $"{DiscordConfiguration.Section}: MapGameAuthDiscord() checks events with PublicKey, which is missing. Copy the public key of the developer portal's page General Information.") { Step = "options" };
    }
}

/// <summary>Health of the way to Discord.</summary>
public static class DiscordHealthExtensions
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

    private sealed class DiscordHealth(Breaker breaker) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(breaker.BannedFor is { Ticks: > 0 } wait
                ? HealthCheckResult.Degraded($"Discord's network refuses this address; the next try is in {wait:c}.")
                : HealthCheckResult.Healthy());
    }
}
