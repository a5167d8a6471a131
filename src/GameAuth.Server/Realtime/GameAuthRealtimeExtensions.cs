using System.Diagnostics.CodeAnalysis;
using GameAuth.Server;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the socket <c>/realtime</c> to a session server.</summary>
public static class GameAuthRealtimeExtensions
{
    /// <summary>Adds <c>WS /realtime</c>, which <c>MapGameAuth()</c> then maps: players prove who they are, join rooms by <see cref="IRoomGate"/>, and exchange messages with the handler. It needs <c>AddRooms()</c>.</summary>
    /// <typeparam name="THandler">The application behind it; one object for the host, made from its services.</typeparam>
    /// <param name="builder">The session server's builder.</param>
    /// <param name="configure">Sets the limits; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static GameAuthServerBuilder AddRealtime<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        this GameAuthServerBuilder builder, Action<RealtimeOptions>? configure = null)
        where THandler : class, IRealtimeHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton<IRealtimeHandler, THandler>());
        OptionsBuilder<RealtimeOptions> options = services.AddOptions<RealtimeOptions>()
            .Validate(static realtime => realtime.IsRight, "RealtimeOptions: Path begins with a slash, and each count is at least 1.").ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton<RealtimeServices>();
        services.TryAddSingleton<RealtimeEndpoint>();
        if (services.All(static service => service.ServiceType != typeof(RealtimeSockets)))
        {
            services.AddSingleton<RealtimeSockets>();
            services.AddSingleton(static host => new ServerLoop(host.GetRequiredService<RealtimeSockets>()));
        }

        return builder;
    }
}
