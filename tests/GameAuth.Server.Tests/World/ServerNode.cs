using System.IO.Pipelines;
using System.Net.WebSockets;
using GameAuth.Jose;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Server.Tests.World;

/// <summary>What the nodes of one server share: the stores, the clock, the master key.</summary>
public sealed class ServerWorld
{
    public const string Issuer = "https://auth.example.test";

    /// <summary>The one foreign origin whose pages are allowed.</summary>
    public const string Page = "https://game.example.test";

    public ServerWorld(DateTimeOffset? start = null)
    {
        Clock = start is { } time ? new FakeClock(time) : new FakeClock();
        Tokens = new MemoryTokenStore(Clock);
        TokenStore = new RecordingStore(Tokens);
        Memory = new MemorySessionStore(Clock);
        (Sessions, Faults) = FaultyStore.Over(Memory);
    }

    public FakeClock Clock { get; }

    public MemoryTokenStore Tokens { get; }

    /// <summary>The token store of the nodes, with faults.</summary>
    public RecordingStore TokenStore { get; }

    public MemorySessionStore Memory { get; }

    /// <summary>The store of the nodes, with faults.</summary>
    public ISessionStore Sessions { get; }

    public FaultyStore Faults { get; }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1819", Justification = "The same key for every node.")]
    public byte[] MasterKey { get; } = [.. Enumerable.Range(1, 32).Select(static i => (byte)(7 * i))];

    /// <summary>RSA keys that were made once for all tests.</summary>
    public ReadyKeys Keys { get; } = new();

    public ToyVerifier Toy { get; } = new();

    public LogRecorder Logs { get; } = new();

    public RecordingSink Events { get; } = new();

    /// <summary>Moves the clock a little, and lets the loops of the nodes run: they go through the thread pool.</summary>
    public async Task StepAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await Task.Delay(2);
    }
}

/// <summary>A host with the session server, the bearer and a few protected endpoints, in memory.</summary>
public sealed class ServerNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServerNode(ServerWorld world, WebApplication app) => (World, _app) = (world, app);

    public ServerWorld World { get; }

    public IServiceProvider Services => _app.Services;

    internal RevocationFollower Follower => Services.GetRequiredService<RevocationFollower>();

    public GameAuthServerOptions Options => Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<GameAuthServerOptions>>().Value;

    internal SigningKeyRing Ring => Services.GetRequiredService<SigningKeyRing>();

    public static async Task<ServerNode> StartAsync(
        ServerWorld? world = null,
        Action<GameAuthServerOptions>? options = null,
        Action<GameAuthServerBuilder>? server = null,
        string environment = "Production",
        IJwsKeyFactory? keys = null,
        bool usesTransport = true,
        Action<WebApplication>? application = null)
    {
        world ??= new ServerWorld();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseTestServer();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["GameAuth:ApplicationName"] = "toy-server", ["GameAuth:Server:Issuer"] = ServerWorld.Issuer, ["GameAuth:Server:AllowedOrigins:0"] = ServerWorld.Page });
        builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(world.Logs);
        builder.Services.AddSingleton<TimeProvider>(world.Clock);
        builder.Services.AddRouting();
        builder.Services.AddConnections();
        builder.Services.AddSignalR();
        builder.Services.AddAuthorization(static options => options.AddPolicy("admins", static policy => policy.RequireClaim("role", "admin")));
        builder.Services.AddHealthChecks().AddGameAuthServer();
        builder.Services.AddAuthentication(GameAuthBearerDefaults.AuthenticationScheme).AddGameAuthBearer().AddGameAuthBearer("realtime", static bearer => bearer.Audience = "realtime");
        builder.Services.AddGameAuth().UseStore(_ => world.TokenStore).UseKey(world.MasterKey).AddEventSink(world.Events);
        GameAuthServerBuilder auth = builder.Services.AddGameAuthServer(options)
            .UseSessionStore(_ => world.Sessions)
            .AddProfile("native", static profile => profile.Delivery = RefreshTokenDelivery.Body)
            .AddProvider("toy", _ => world.Toy)
            .AddProvider("native", _ => world.Toy, "native");
        auth.UseSigningKeys(keys ?? world.Keys);
        server?.Invoke(auth);
        WebApplication app = builder.Build();
        if (usesTransport)
        {
            app.UseGameAuthTransport();
        }

        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapGameAuthAdmin("admins");
        app.MapHealthChecks("/health");
        app.MapGet("/api/me", static context => context.Response.WriteAsync(context.User.FindFirst("sub")!.Value)).RequireAuthorization();
        app.MapGet("/api/open", static context => context.Response.WriteAsync(context.User.FindFirst("sub")?.Value ?? "nobody"));
        app.MapGet("/hub", static context => context.Response.WriteAsync("hub"))
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes("realtime").RequireAuthenticatedUser());
        app.MapConnectionHandler<EchoHandler>("/socket", static socket => socket.CloseOnAuthenticationExpiration = true)
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes("realtime").RequireAuthenticatedUser());
        app.MapHub<PlayerHub>("/players", static socket => socket.CloseOnAuthenticationExpiration = true)
            .RequireAuthorization(static policy => policy.AddAuthenticationSchemes("realtime").RequireAuthenticatedUser());
        app.MapGet("/api/events", StreamAsync).RequireAuthorization();
        app.MapGet("/api/admin", static context => context.Response.WriteAsync("admin")).RequireAuthorization(static policy => policy.RequireClaim("role", "admin"));
        application?.Invoke(app);
        await app.StartAsync();
        return new ServerNode(world, app);
    }

    public ServerClient Connect(string baseAddress = ServerWorld.Issuer) => new(this, _app.GetTestServer(), new Uri(baseAddress));

    /// <summary>For a client of another library.</summary>
    public HttpMessageHandler CreateHandler() => _app.GetTestServer().CreateHandler();

    public Task<WebSocket> ConnectSocketAsync(string accessToken, string? origin = null, string address = "wss://auth.example.test/socket")
    {
        WebSocketClient client = _app.GetTestServer().CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            request.Headers.Authorization = $"Bearer {accessToken}";
            request.Headers.Origin = origin;
        };
        return client.ConnectAsync(new Uri(address), CancellationToken.None);
    }

    // Events until the request is aborted.
    private static async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync("data: hello\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
    }

    public Task<WebSocket> OpenSocketAsync(string address, Action<HttpRequest>? configure = null)
    {
        WebSocketClient client = _app.GetTestServer().CreateWebSocketClient();
        client.ConfigureRequest = configure;
        return client.ConnectAsync(new Uri(address), CancellationToken.None);
    }

    /// <summary>Posts JSON from an address of the test's choice.</summary>
    public async Task<Answer> SendFromAsync(string address, string agent, string path, byte[] body, string? cookie)
    {
        HttpContext answered = await _app.GetTestServer().SendAsync(context =>
        {
            (context.Request.Method, context.Request.Scheme, context.Request.Host, context.Request.Path) = ("POST", "https", new HostString("auth.example.test"), path);
            context.Request.ContentType = "application/json";
            context.Request.Body = new MemoryStream(body);
            context.Request.Headers.UserAgent = agent;
            context.Request.Headers.Origin = ServerWorld.Page;
            context.Request.Headers.Cookie = cookie is null ? default : $"__Host-gameauth-refresh={cookie}";
            context.Connection.RemoteIpAddress = System.Net.IPAddress.Parse(address);
        });
        using StreamReader reader = new(answered.Response.Body);
        using HttpResponseMessage headers = new();
        foreach (string? one in answered.Response.Headers.SetCookie)
        {
            headers.Headers.TryAddWithoutValidation("Set-Cookie", one);
        }

        return new Answer((System.Net.HttpStatusCode)answered.Response.StatusCode, await reader.ReadToEndAsync(), headers.Headers, answered.Response.ContentType);
    }

    /// <summary>Moves the clock, and lets this node read the log and the keys as its timers would. Over a long time it is the wall clock alone, as when the machine sleeps: its loops would fire each half second.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        if (by > TimeSpan.FromMinutes(2))
        {
            World.Clock.ShiftWallClock(by);
        }
        else
        {
            World.Clock.Advance(by);
        }

        await Follower.TryCatchUpAsync(default);
        await Ring.RefreshAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

/// <summary>Says to each player who he is.</summary>
public sealed class PlayerHub : Hub
{
    public override Task OnConnectedAsync() => Clients.Caller.SendAsync("you", Context.User!.FindFirst("sub")!.Value);
}

/// <summary>Sends back what comes, as a hub's transport would carry it.</summary>
public sealed class EchoHandler : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        // As a hub does it: the server asks for the end, and the handler ends.
        CancellationToken asked = connection.Features.Get<IConnectionLifetimeNotificationFeature>()!.ConnectionClosedRequested;
        using CancellationTokenRegistration end = asked.Register(connection.Transport.Input.CancelPendingRead);
        while (true)
        {
            ReadResult read = await connection.Transport.Input.ReadAsync();
            if (read.IsCompleted || read.IsCanceled)
            {
                return;
            }

            foreach (ReadOnlyMemory<byte> part in read.Buffer)
            {
                await connection.Transport.Output.WriteAsync(part);
            }

            connection.Transport.Input.AdvanceTo(read.Buffer.End);
        }
    }
}
