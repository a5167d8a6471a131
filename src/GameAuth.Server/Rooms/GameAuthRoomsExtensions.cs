using System.Diagnostics.CodeAnalysis;
using GameAuth.Server;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds rooms to a session server.</summary>
public static class GameAuthRoomsExtensions
{
    /// <summary>Adds the gate to rooms, <see cref="IRoomGate"/>. <c>MapGameAuth()</c> then maps <c>POST /api/rooms/{room}/join</c> and <c>/leave</c>.</summary>
    /// <typeparam name="TAccess">Knows the application's rooms; one object for the host, made from its services.</typeparam>
    /// <param name="builder">The session server's builder.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>The same builder.</returns>
    public static GameAuthServerBuilder AddRooms<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAccess>(
        this GameAuthServerBuilder builder, Action<RoomOptions>? configure = null)
        where TAccess : class, IRoomAccess
    {
        ArgumentNullException.ThrowIfNull(builder);
        IServiceCollection services = builder.Services;
        services.Replace(ServiceDescriptor.Singleton<IRoomAccess, TAccess>());
        OptionsBuilder<RoomOptions> options = services.AddOptions<RoomOptions>().Validate(static rooms => rooms.Audience is { Length: > 0 }, "RoomOptions.Audience is empty; leave it out for \"realtime\".").ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(static host => new RoomTickets(host.GetRequiredService<ServerKeys>().RoomTickets, host.GetRequiredService<ISessionStore>()));
        services.TryAddSingleton(static host => new RoomAccessCheck(
            host.GetRequiredService<IRoomAccess>(), host.GetRequiredService<IOptions<GameAuthServerOptions>>(), host.GetRequiredService<TimeProvider>(), host.GetRequiredService<ILogger<RoomAccessCheck>>()));
        services.TryAddSingleton<IRoomGate, RoomGate>();
        services.TryAddSingleton<RoomEndpoints>();
        if (services.All(static service => service.ServiceType != typeof(RoomMemberships)))
        {
            services.AddSingleton<RoomMemberships>();
            services.AddSingleton(static host => new ServerLoop(host.GetRequiredService<RoomMemberships>()));
        }

        return builder;
    }

    /// <summary>
    /// Lets hubs join rooms by the gate: a method whose parameter has a <see cref="RoomAttribute"/> is called only for who is in that room, and its first call joins. A refusal is a <see cref="HubException"/>
    /// that begins with the code of the table of errors. The place is renewed while the connection lives. A connection whose player is put out is ended, since its groups are the application's.
    /// </summary>
    /// <param name="builder">The builder of SignalR.</param>
    /// <returns>The same builder.</returns>
    public static ISignalRServerBuilder AddGameAuthRooms(this ISignalRServerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<RoomHubFilter>();
        builder.Services.Configure<HubOptions>(static options => options.AddFilter<RoomHubFilter>());
        return builder;
    }
}

/// <summary>Something that runs beside requests, for the server's start to run.</summary>
internal sealed record ServerLoop(IHostedService Service);
