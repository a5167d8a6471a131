using GameAuth.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the session server to a host.</summary>
public static class GameAuthServerExtensions
{
    /// <summary>
    /// Adds the session server: it verifies players by the providers of its builder, and issues, rotates and revokes the game's own sessions. It stands on <c>AddGameAuth()</c>, which brings the
    /// master key, the token store that keeps the signing keys, and the event sinks. <c>app.MapGameAuth()</c> maps its endpoints, <c>AddGameAuthBearer()</c> checks its access tokens.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">The settings, on top of the configuration's section <c>GameAuth:Server</c>; null for the configuration alone.</param>
    /// <returns>The builder: choose a store of sessions and a provider on it.</returns>
    public static GameAuthServerBuilder AddGameAuthServer(this IServiceCollection services, Action<GameAuthServerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        OptionsBuilder<GameAuthServerOptions> options = services.AddOptions<GameAuthServerOptions>().ValidateOnStart();
        GameAuthServerBuilder builder = new(services);
        if (!services.Any(static service => service.ServiceType == typeof(ServerStart)))
        {
            options.Configure<IServiceProvider>(ServerConfiguration.Bind);
            services.AddLogging();
            services.AddMetrics();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<GameAuthServerOptions>, ServerOptionsValidator>());
            services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SessionProfile>, SessionProfileValidator>());
            ServerServices.Add(services);
            builder.AddProfile(SessionProfiles.Default);
        }

        if (configure is not null)
        {
            options.Configure(configure);
        }

        return builder;
    }
}
