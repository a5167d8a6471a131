using GameAuth;
using GameAuth.Server;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Holds the whole application to the transport that tokens need.</summary>
public static class GameAuthTransportExtensions
{
    /// <summary>
    /// Answers plain http and ws with 403 <c>https_required</c>, but for loopback in Development, sets <c>Strict-Transport-Security</c> on https answers, and refuses upgrades to WebSockets from origins that
    /// are not among <see cref="GameAuthServerOptions.AllowedOrigins"/> with 403 <c>origin_forbidden</c>. The endpoints of <c>MapGameAuth()</c> do so by themselves; this is for the application's own,
    /// its hubs above all, since their requests carry access tokens.
    /// </summary>
    /// <param name="app">The application. Call it first, or right after <c>UseForwardedHeaders()</c> where a proxy ends TLS.</param>
    /// <returns>The same application.</returns>
    /// <exception cref="GameAuthConfigurationException"><c>AddGameAuthServer()</c> was not called.</exception>
    public static IApplicationBuilder UseGameAuthTransport(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.ApplicationServices.GetService<TransportRules>() is not { } rules)
        {
            throw new GameAuthConfigurationException("UseGameAuthTransport() is for an application with a session server, and there is none: call services.AddGameAuthServer() before the application is built.") { Step = "options" };
        }

        rules.IsUsedByApplication = true;
        return app.Use(next => context => rules.CheckWithUpgrade(context) is { } refused ? AuthErrorWriter.WriteAsync(context.Response, refused) : next(context));
    }
}
