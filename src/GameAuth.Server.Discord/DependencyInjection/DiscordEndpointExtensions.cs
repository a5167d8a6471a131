using GameAuth;
using GameAuth.Server.Discord;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

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
