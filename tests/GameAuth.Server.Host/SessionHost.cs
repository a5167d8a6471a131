using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using GameAuth.Jose;
using GameAuth.Server.Host.Rooms;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Host;

/// <summary>A session server on loopback with toy players of the provider <c>native</c>, who get their refresh tokens in the body; <c>GET /api/me</c> is protected; <c>POST /host/prune</c> deletes what has ended, <c>POST /host/memory</c> collects and tells.</summary>
public static class SessionHost
{
    /// <summary>The application whose tokens of Discord are taken.</summary>
    public const string DiscordApplication = "930000000000000001";

    /// <summary>Starts it.</summary>
    /// <param name="settings">What it is like.</param>
    /// <param name="services">More services; null for none.</param>
    /// <param name="server">More of the session server; null for nothing.</param>
    /// <param name="endpoints">More endpoints; null for none.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<WebApplication> StartAsync(
        HostSettings settings, Action<IServiceCollection>? services = null, Action<GameAuthServerBuilder>? server = null, Action<WebApplication>? endpoints = null,
        CancellationToken cancellationToken = default)
    {
        // Development permits plain http on loopback.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        string address = $"http://127.0.0.1:{FreePort()}";
        builder.WebHost.UseUrls(address);

        // The same synthetic master key for all nodes of all tests.
        builder.Services.AddGameAuth(static options => options.ApplicationName = "toy-server").UseMemoryStore().UseKey(SHA256.HashData("a master key of tests"u8));
        GameAuthServerBuilder auth = builder.Services.AddGameAuthServer(options =>
            {
                options.Issuer = settings.Issuer ?? new Uri(address);
                options.PublicBaseUrls = [new Uri(address)];
                options.NonceLifetime = TimeSpan.FromSeconds(settings.NonceSeconds);
                options.ExchangeRepeatWindow = TimeSpan.FromSeconds(Math.Min(60, settings.NonceSeconds));
            })
            .AddProfile("native", static profile => profile.Delivery = RefreshTokenDelivery.Body)
            .AddProvider<ToyVerifier>("native", "native");
        Choose(auth, settings, builder.Configuration);
        if (settings.Rooms)
        {
            HostRooms.Add(auth);
        }

        server?.Invoke(auth);
        services?.Invoke(builder.Services);
        builder.Services.AddAuthentication().AddGameAuthBearer();
        builder.Services.AddAuthorization();
        WebApplication app = builder.Build();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapGet("/api/me", static context => context.Response.WriteAsync(context.User.Identity!.Name!)).RequireAuthorization();
        app.MapPost("/host/prune", static async context =>
        {
            ISessionStore store = context.RequestServices.GetRequiredService<ISessionStore>();
            while (await store.PruneAsync(1000, context.RequestAborted) > 0)
            {
            }
        });
        if (settings.Rooms)
        {
            HostRooms.Map(app);
        }

        endpoints?.Invoke(app);
        app.MapPost("/host/memory", static context => context.Response.WriteAsync(ProcessMemory.Collect()));
        await app.StartAsync(cancellationToken);
        return app;
    }

    /// <summary>Where it listens.</summary>
    public static Uri AddressOf(WebApplication app) => new(app.Urls.First());

    private static void Choose(GameAuthServerBuilder auth, HostSettings settings, IConfiguration configuration)
    {
        if (settings.Keys == "eddsa")
        {
            auth.UseSigningKeys(new Ed25519JwsKeyFactory());
        }

        string[] store = settings.Store.Split(':', 2);
        _ = store switch
        {
            ["sqlite", { } path] => auth.UseSqlite(path),
            ["postgresql", { } connection] => auth.UsePostgreSql(connection, options => options.Schema = settings.Schema),
            _ => auth.UseMemorySessions(),
        };
        if (settings.Discord is { } discord)
        {
            configuration["GameAuth:AllowLoopbackHttp"] = "true";
            auth.AddDiscord(
                options =>
                {
                    (options.Endpoint, options.ClientId, options.ClientSecret) = (discord, DiscordApplication, "a-synthetic-secret");
                    options.ActivityProfile = "native";
                },
                "native");
        }

        if (!settings.HasAudit)
        {
            // The audit is the first to hear of events.
            auth.Services.Remove(auth.Services.First(static service => service.ServiceType == typeof(IAuthEventSink)));
        }

        if (settings.FailEach > 0)
        {
            ServiceDescriptor inner = auth.Services.Last(static service => service.ServiceType == typeof(ISessionStore));
            auth.UseSessionStore(host => FailingStore.Over((ISessionStore)inner.ImplementationFactory!(host), settings.FailEach));
        }
    }

    // The issuer has to be known before the server listens.
    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
