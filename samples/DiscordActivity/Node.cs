using GameAuth.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Logging;

namespace DiscordActivity;

/// <summary>Where the sessions are kept.</summary>
/// <param name="File">The file of SQLite.</param>
/// <param name="Postgres">The connection string of PostgreSQL, which several nodes can share; null for the file.</param>
internal sealed record Storage(string File, string? Postgres)
{
    public int Nodes => Postgres is null ? 1 : 2;
}

/// <summary>What a node is told.</summary>
/// <param name="Environment">Development permits plain http on loopback.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="Origin">The Activity's origin, as the browser knows it.</param>
/// <param name="Storage">Where the sessions are kept.</param>
/// <param name="SdkFolder">Discord's SDK for the page.</param>
/// <param name="Configuration">Settings beside those of the environment.</param>
internal sealed record NodeSettings(string Environment, string Address, Uri Origin, Storage Storage, string SdkFolder, IEnumerable<KeyValuePair<string, string?>> Configuration);

/// <summary>One node of the backend: what an application writes to have an Activity with sessions and rooms.</summary>
internal static class Node
{
    public static async Task<WebApplication> StartAsync(NodeSettings settings, GameRooms rooms, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = settings.Environment });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(settings.Address);
        builder.Configuration.AddInMemoryCollection(settings.Configuration);

        // Sessions that outlive the process need a master key that does. A server of several machines has a mounted secret here.
        builder.Services.AddGameAuth(static options => options.ApplicationName = "discord-activity-sample").UseKeyFile(Path.Combine(AppContext.BaseDirectory, "activity.key"));

        // Client id and secret come from the configuration, below GameAuth:Discord.
        GameAuthServerBuilder server = builder.Services.AddGameAuthServer(options => (options.Issuer, options.AllowGeneratedMasterKey) = (settings.Origin, true))
            .AddDiscord(static options => options.ActivityProfile = "activity")
            .AddProfile("activity", static profile => profile.Cookie = RefreshCookieMode.Activity)
            .AddRooms<GameRooms>()

            // Inside an Activity all players come from Discord's addresses.
            .AddRealtime<GameRooms>(static options => options.ConnectionsPerAddress = 10_000);
        builder.Services.AddSingleton<IRoomAccess>(rooms).AddSingleton<IRealtimeHandler>(rooms);
        _ = settings.Storage.Postgres is { } postgres ? server.UsePostgreSql(postgres, static options => options.Schema = "discord_activity_sample") : server.UseSqlite(settings.Storage.File);
        builder.Services.AddAuthentication(GameAuthBearerDefaults.AuthenticationScheme).AddGameAuthBearer();
        builder.Services.AddAuthorization();

        // The tunnel ends TLS on this machine, and says so.
        builder.Services.Configure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.XForwardedProto);

        WebApplication app = builder.Build();
        app.UseForwardedHeaders();
        app.UseGameAuthTransport();
        MapFiles(app, settings.SdkFolder);
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapGameAuthDiscord();
        app.MapGet("/activity.json", (IConfiguration configuration) => TypedResults.Json(new Dictionary<string, string?> { ["client_id"] = configuration["GameAuth:Discord:ClientId"] }));
        await app.StartAsync(cancellationToken);
        return app;
    }

    private static void MapFiles(WebApplication app, string sdkFolder)
    {
        PhysicalFileProvider page = new(Path.Combine(AppContext.BaseDirectory, "page"));
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = page });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = page });
        app.UseStaticFiles(new StaticFileOptions
        {
            RequestPath = "/sdk",
            FileProvider = new PhysicalFileProvider(sdkFolder),
            ContentTypeProvider = new FileExtensionContentTypeProvider(new Dictionary<string, string>(StringComparer.Ordinal) { [".mjs"] = "text/javascript" }),
        });
    }
}
