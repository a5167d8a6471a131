using GameAuth.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SessionServer;

/// <summary>The host: what an application writes to have a session server.</summary>
internal static class ServerHost
{
    /// <param name="address">Where it listens.</param>
    /// <param name="postgres">The connection string of a PostgreSQL database that keeps the sessions; null for this process's memory.</param>
    /// <param name="discord">The emulated Discord; null for the toy provider alone.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    public static async Task<WebApplication> StartAsync(string address, string? postgres, DiscordPlatform? discord, CancellationToken cancellationToken)
    {
        // Development permits plain http on loopback, and a master key that was made on this machine.
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        builder.Services.AddSingleton<ToyTickets>();
        GameAuthBuilder family = builder.Services.AddGameAuth(static options => options.ApplicationName = "session-server-sample")
            .UseMemoryStore()
            .AddEventSink(new EventPrinter());
        GameAuthServerBuilder server = builder.Services.AddGameAuthServer(options =>
            {
                options.Issuer = new Uri(address);

                // Short, so that the thief need not be waited for. The default is 10 seconds.
                options.ReuseWindow = TimeSpan.FromSeconds(2);
            })
            .AddProfile("native", static profile => profile.Delivery = RefreshTokenDelivery.Body)
            .AddProvider<ToyVerifier>("toy")
            .AddProvider<ToyVerifier>("toy-native", "native");
        if (postgres is null)
        {
            server.UseMemorySessions();
        }
        else
        {
            // Sessions that outlive the process need a master key that does. A server of several nodes has a mounted secret here.
            family.UseKeyFile(Path.Combine(AppContext.BaseDirectory, "session-server.key"));
            server.UsePostgreSql(postgres, static options => options.Schema = "session_server_sample");
        }

        if (discord is not null)
        {
            // Client id, secret, bot token and public key come from the configuration, below GameAuth:Discord.
            builder.Configuration.AddInMemoryCollection(discord.Configuration);
            server.AddDiscord();
        }

        builder.Services.AddAuthentication().AddGameAuthBearer();
        builder.Services.AddAuthorization();

        WebApplication app = builder.Build();
        app.UseGameAuthTransport();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        if (discord is not null)
        {
            app.MapGameAuthDiscord(DiscordPlatform.EventsPath);
            SessionsPage.Map(app, discord);
        }

        app.MapGet("/api/me", static context => context.Response.WriteAsync(context.User.Identity?.Name ?? "")).RequireAuthorization();

        // Not a part of a session server: it plays the platform that knows the player.
        app.MapGet("/toy/ticket", static context => context.Response.WriteAsync(
            context.RequestServices.GetRequiredService<ToyTickets>().Issue(context.Request.Query["player"].ToString())));
        await app.StartAsync(cancellationToken);
        return app;
    }

    public static Uri AddressOf(WebApplication app) => new(app.Urls.First());

    // The issuer has to be known before the server listens.
    public static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
