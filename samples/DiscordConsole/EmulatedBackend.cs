using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using GameAuth.Emulator;
using GameAuth.Server;
using GameAuth.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DiscordConsole;

/// <summary>A game's backend on loopback, as you would write it: the session server with Discord and rooms. Its store outlives a restart, as a database does. Discord is emulated.</summary>
internal sealed class EmulatedBackend : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly MemorySessionStore _sessions;
    private readonly MemoryTokenStore _keys;
    private readonly bool _ownsEmulator;
    private WebApplication? _app;

    private EmulatedBackend(GameAuthEmulator emulator, TimeProvider time, bool ownsEmulator)
    {
        (Emulator, _time, _ownsEmulator) = (emulator, time, ownsEmulator);
        (_sessions, _keys) = (new MemorySessionStore(time), new MemoryTokenStore(time));
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
    }

    /// <summary>The emulated Discord.</summary>
    public GameAuthEmulator Emulator { get; }

    /// <summary>Where the backend is, also after a restart.</summary>
    public Uri Address { get; }

    /// <summary>Ends sessions, as an administrator does.</summary>
    public SessionDirectory Sessions => _app!.Services.GetRequiredService<SessionDirectory>();

    /// <summary>Starts both.</summary>
    public static async Task<EmulatedBackend> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        EmulatorOptions options = new() { Providers = { "discord" }, TimeProvider = time };
        Configure(options);
        EmulatedBackend backend = new(await GameAuthEmulator.StartAsync(options, cancellationToken), time, ownsEmulator: true);
        await backend.StartAsync(cancellationToken);
        return backend;
    }

    /// <summary>Starts the backend of an emulator that is there.</summary>
    public static async Task<EmulatedBackend> StartAsync(GameAuthEmulator emulator, TimeProvider time, CancellationToken cancellationToken)
    {
        EmulatedBackend backend = new(emulator, time, ownsEmulator: false);
        await backend.StartAsync(cancellationToken);
        return backend;
    }

    /// <summary>An application of yours has its redirect registered at Discord, with its port.</summary>
    public static void Configure(EmulatorOptions options) =>
        options.Discord.Applications.Add(EmulatedDiscordApplication.Default with { RedirectUris = [$"http://127.0.0.1:{FreePort()}/discord"] });

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Development permits plain http on loopback.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.AbsoluteUri);

        // Client id, secret and redirect of your application, below GameAuth:Discord.
        builder.Configuration.AddInMemoryCollection(Emulator.Configuration);
        builder.Services.AddSingleton(_time);
        builder.Services.AddGameAuth(static options => options.ApplicationName = "discord-backend").UseMemoryStore(_keys).UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)]);
        builder.Services.AddGameAuthServer(options => options.Issuer = Address)
            .UseMemorySessions(_sessions)
            .AddProfile("native", static profile => profile.Delivery = RefreshTokenDelivery.Body)
            .AddDiscord(profile: "native")
            .AddRooms<Everybody>()
            .AddRealtime<Chat>();
        builder.Services.AddAuthentication().AddGameAuthBearer();
        builder.Services.AddAuthorization();

        WebApplication app = builder.Build();
        app.UseGameAuthTransport();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapGet("/api/me", static context => context.Response.WriteAsync(context.User.FindFirst("discord_id")?.Value ?? "")).RequireAuthorization();
        await app.StartAsync(cancellationToken);
        _app = app;
    }

    /// <summary>Stops, as a backend does that gets a new version.</summary>
    public async Task StopAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_ownsEmulator)
        {
            await Emulator.DisposeAsync();
        }
    }

    // The issuer and the redirect have to be known before anybody listens.
    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Everybody may be in every room; one whose name begins with <c>vip-</c> wants a ticket.</summary>
internal sealed class Everybody : IRoomAccess
{
    public ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken) =>
        new(RoomAccessResult.Allow(["speak"], capacity: 50, requiresTicket: room.StartsWith("vip-", StringComparison.Ordinal)));
}

/// <summary>Sends each message to all who are in its room.</summary>
internal sealed class Chat : IRealtimeHandler
{
    private readonly ConcurrentDictionary<RealtimeConnection, bool> _connections = new();

    public ValueTask OnConnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections[connection] = true;
        return default;
    }

    public ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken)
    {
        if (message.Room is { } room && room.Permissions.Contains("speak"))
        {
            byte[] data = Encoding.UTF8.GetBytes(message.Data.GetRawText());
            foreach (RealtimeConnection one in _connections.Keys)
            {
                one.TrySend(data, room.Room);
            }
        }

        return default;
    }

    public ValueTask OnDisconnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections.TryRemove(connection, out _);
        return default;
    }
}
