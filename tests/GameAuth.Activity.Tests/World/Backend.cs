using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using GameAuth.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Activity.Tests.World;

/// <summary>An application's backend behind the URL mapping, as <c>docs/discord.md</c> has it: the session server, one call of its own, Discord's SDK and a page. It remembers what it was asked, and every secret that it has given out.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private const string CookieName = "__Host-gameauth-refresh";

    private static readonly byte[] MasterKey = [.. Enumerable.Range(1, 32).Select(static i => (byte)(3 * i))];

    private readonly WebApplication _app;
    private readonly Traffic _traffic;

    private Backend(WebApplication app, Traffic traffic) => (_app, _traffic) = (app, traffic);

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public IRoomGate Gate => _app.Services.GetRequiredService<IRoomGate>();

    /// <summary>The application behind the socket.</summary>
    public ActivityChat Chat => (ActivityChat)_app.Services.GetRequiredService<IRealtimeHandler>();

    public SessionDirectory Sessions => _app.Services.GetRequiredService<SessionDirectory>();

    /// <summary>Tokens, codes and cookies that have gone through it.</summary>
    public ConcurrentBag<string> Secrets { get; } = [];

    /// <summary>Those of them that Discord has given out, and that the page's SDK handles.</summary>
    public ConcurrentBag<string> DiscordSecrets { get; } = [];

    /// <summary>What it was asked for, in the order of the answers.</summary>
    public ConcurrentQueue<AskedRequest> Asked { get; } = [];

    /// <summary>What stands for the answer to a path, such as a page of something between.</summary>
    public ConcurrentDictionary<string, RequestDelegate> Damaged { get; } = new(StringComparer.Ordinal);

    /// <summary>The headers <c>Set-Cookie</c> of its answers.</summary>
    public ConcurrentQueue<string> Cookies { get; } = [];

    public static async Task<Backend> StartAsync(BackendSettings settings)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Staging" });
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings.Configuration);
        builder.Services.AddRouting();
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<TimeProvider>(settings.Time);
        GameAuthBuilder gameAuth = builder.Services.AddGameAuth(static options => options.ApplicationName = "activity").UseKey(MasterKey);

        // The time that ends access tokens here ends no nonce, so that a refresh is one request.
        GameAuthServerBuilder server = builder.Services.AddGameAuthServer(options => (options.Issuer, options.BindAccessTokens, options.DpopNonceLifetime) = (Names.OriginOf(Names.Activity), settings.BindsAccessTokens, TimeSpan.FromHours(1)))
            .AddDiscord(static options => options.ActivityProfile = "activity")
            .AddProfile("activity", profile => profile.Cookie = settings.Cookie);
        server.AddRooms<ActivityRooms>().AddRealtime<ActivityChat>();
        builder.Services.AddSingleton<IRoomAccess>(settings.Rooms);
        if (settings.Store is { } path)
        {
            server.UseSqlite(path);
        }
        else
        {
            gameAuth.UseMemoryStore();
            server.UseMemorySessions();
        }

        builder.Services.AddAuthentication(GameAuthBearerDefaults.AuthenticationScheme).AddGameAuthBearer();
        builder.Services.Configure<ForwardedHeadersOptions>(static options => options.ForwardedHeaders = ForwardedHeaders.XForwardedProto);
        WebApplication app = builder.Build();
        Backend backend = new(app, settings.Traffic);
        app.UseForwardedHeaders();
        app.Use(backend.WatchAsync);
        app.UseGameAuthTransport();
        ApplicationPage.UseSdk(app);
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapMethods("/api/me", ["GET", "POST"], static context => context.Response.WriteAsync(context.User.FindFirst("sub")!.Value)).RequireAuthorization();
        app.MapGet("/", ApplicationPage.WriteAsync);
        await app.StartAsync();
        return backend;
    }

    /// <summary>Whether an access token is good here.</summary>
    public async Task<bool> TakesAsync(string accessToken) => (await _app.Services.GetRequiredService<BearerValidator>().ValidateAsync(accessToken, "api")).IsValid;

    public int CountOf(string path) => Asked.Count(one => one.Path == path);

    public AskedRequest LastOf(string path) => Asked.Last(one => one.Path == path);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        string path = context.Request.Path;
        Stream answer = context.Response.Body;
        using MemoryStream copy = new();
        if (Damaged.TryGetValue(path, out RequestDelegate? damage))
        {
            Asked.Enqueue(new AskedRequest(context.Request.Method, path, null, null, "", null));
            await damage(context);
            return;
        }

        bool isAuth = (context.Request.Path.StartsWithSegments("/api/auth", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/api/rooms", StringComparison.Ordinal)) && HttpMethods.IsPost(context.Request.Method);
        if (isAuth)
        {
            context.Request.EnableBuffering();
            using StreamReader reader = new(context.Request.Body, Encoding.UTF8, leaveOpen: true);
            Remember(await reader.ReadToEndAsync());
            context.Request.Body.Position = 0;
            context.Response.Body = copy;
        }

        AskedRequest asked = new(
            context.Request.Method, path, context.Request.Cookies[CookieName], context.Request.Headers.Origin, context.Request.Headers.Authorization.ToString().Split(' ')[0], context.Request.Headers["X-Forwarded-For"]);
        await _traffic.RunAsync(path, () => next(context));
        foreach (string cookie in context.Response.Headers.SetCookie.OfType<string>())
        {
            Cookies.Enqueue(cookie);
            Secrets.Add(cookie.Split('=', 2)[1].Split(';')[0]);
        }

        Asked.Enqueue(asked with { Status = context.Response.StatusCode });
        if (!isAuth) { return; }
        context.Response.Body = answer;
        Remember(Encoding.UTF8.GetString(copy.ToArray()));
        await answer.WriteAsync(copy.ToArray());
    }

    private void Remember(string json)
    {
        if (!json.StartsWith('{')) { return; }
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonProperty member in document.RootElement.EnumerateObject())
        {
            if (member.Name is "access_token" or "discord_access_token" or "code" or "code_verifier" or "client_nonce" or "ticket") { Secrets.Add(member.Value.GetString()!); }
            if (member.Name is "code" or "discord_access_token") { DiscordSecrets.Add(member.Value.GetString()!); }
        }
    }
}
