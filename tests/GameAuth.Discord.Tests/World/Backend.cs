using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Jose;
using GameAuth.Server;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;

namespace GameAuth.Discord.Tests.World;

/// <summary>A game's backend: the session server with Discord, rooms and the socket, on loopback, at an address that stays through restarts, as its store does.</summary>
internal sealed class Backend(FakeClock clock, GameAuthEmulator discord, Action<GameAuthServerOptions>? options, RefreshTokenDelivery delivery) : IAsyncDisposable
{
    private static readonly byte[] MasterKey = [.. Enumerable.Range(1, 32).Select(static i => (byte)(3 * i))];

    private readonly MemoryTokenStore _keys = new(clock);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, RequestDelegate, Task>>> _next = new(StringComparer.Ordinal);
    private WebApplication? _app;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public MemorySessionStore Sessions { get; } = new(clock);

    /// <summary>Who may be in which room.</summary>
    public Rooms Rooms { get; } = new();

    /// <summary>What came: a path and a status each, in the order of the answers.</summary>
    public ConcurrentQueue<(string Path, int Status)> Asked { get; } = new();

    /// <summary>Sends each message to all who are in its room, and one without a room back.</summary>
    public Chat Chat { get; } = new();

    public SessionDirectory Directory => _app!.Services.GetRequiredService<SessionDirectory>();

    public IRoomGate Gate => _app!.Services.GetRequiredService<IRoomGate>();

    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public int Count(string path) => Asked.Count(one => one.Path == path);

    /// <summary>What becomes of the next requests to a path.</summary>
    public void Next(string path, Func<HttpContext, RequestDelegate, Task> act, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            _next.GetOrAdd(path, static _ => new()).Enqueue(act);
        }
    }

    /// <summary>What the next requests to a path are answered.</summary>
    public void Answer(string path, int status, string body, string type = "application/json", int times = 1) => Next(path, (context, _) =>
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        return context.Response.WriteAsync(body);
    }, times);

    /// <summary>The next sockets are closed after their first frame, or as soon as their player is known.</summary>
    public void CloseNext(int code, string error, int retryAfterMs = 0, bool isKnown = false, int times = 1, Func<Task>? after = null) => Next("/realtime", async (context, _) =>
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        Task SendAsync(string frame) => socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        await socket.ReceiveAsync(new byte[16 * 1024].AsMemory(), context.RequestAborted);
        if (isKnown)
        {
            await SendAsync("""{"type":"challenge","nonce":"emu-nonce","proof":"hash","expires_in":30}""");
            await socket.ReceiveAsync(new byte[16 * 1024].AsMemory(), context.RequestAborted);
            await SendAsync("""{"type":"authenticated","connection":"emu","sub":"emu","expires_in":900}""");
        }

        await (after?.Invoke() ?? Task.CompletedTask);
        await SendAsync($$"""{"type":"error","error":"{{error}}","message":"synthetic","recoverable":true,"retry_after_ms":{{retryAfterMs}}}""");
        await socket.CloseAsync((WebSocketCloseStatus)code, error, context.RequestAborted);
    }, times);

    /// <summary>Talks to the next socket by a script: what each frame of the client is, and what it is answered. After that it listens and is silent.</summary>
    /// <returns>Done when the script is over; it fails where the client sent something else.</returns>
    public Task ScriptNextAsync(params (string Type, string Reply)[] script)
    {
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Next("/realtime", async (context, _) =>
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
            foreach ((string type, string reply) in script)
            {
                byte[] frame = new byte[16 * 1024];
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(frame.AsMemory(), context.RequestAborted);
                using JsonDocument sent = JsonDocument.Parse(frame.AsMemory(0, received.Count));
                if (sent.RootElement.GetProperty("type").GetString() != type)
                {
                    over.TrySetException(new InvalidOperationException($"{type} was expected, and {sent.RootElement.GetProperty("type")} came."));
                    return;
                }

                string id = sent.RootElement.TryGetProperty("id", out JsonElement named) ? named.GetString()! : "";
                await socket.SendAsync(Encoding.UTF8.GetBytes(reply.Replace("{id}", id, StringComparison.Ordinal)), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
            }

            over.TrySetResult();
            while (socket.State == WebSocketState.Open)
            {
                await socket.ReceiveAsync(new byte[16 * 1024].AsMemory(), context.RequestAborted);
            }
        });
        return over.Task;
    }

    public void Forget(string path) => _next.TryRemove(path, out _);

    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.WebHost.UseKestrelCore().UseUrls(Address.AbsoluteUri);
        builder.Configuration.AddInMemoryCollection(discord.Configuration);
        builder.Services.AddRouting();
        builder.Services.AddLogging(static logging => logging.ClearProviders());
        builder.Services.AddAuthorization();
        builder.Services.AddHealthChecks().AddGameAuthServer();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddAuthentication(GameAuthBearerDefaults.AuthenticationScheme).AddGameAuthBearer();
        builder.Services.AddGameAuth(static options => options.ApplicationName = "backend").UseMemoryStore(_keys).UseKey(MasterKey);
        GameAuthServerBuilder server = builder.Services.AddGameAuthServer(settings =>
            {
                settings.Issuer = Address;
                options?.Invoke(settings);
            })
            .UseMemorySessions(Sessions)
            .UseSigningKeys(new Ed25519JwsKeyFactory())
            .AddProfile("native", profile => profile.Delivery = delivery)
            .AddDiscord(static options => options.ActivityProfile = "native", "native")
            .AddRooms<Rooms>()
            .AddRealtime<Chat>(static realtime => realtime.ConnectionsPerSubject = 64);
        server.Services.AddSingleton<IRoomAccess>(Rooms);
        server.Services.AddSingleton<IRealtimeHandler>(Chat);
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.Use(WatchAsync);
        app.UseGameAuthTransport();
        app.UseRouting();
        app.UseCors();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGameAuth();
        app.MapMethods("/api/me", ["GET", "POST"], static context => context.Response.WriteAsync(context.User.FindFirst("sub")!.Value)).RequireAuthorization();
        await app.StartAsync();
        _app = app;
    }

    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            Chat.Clear();
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    /// <summary>Waits until this node has read its log of revocations after the clock was moved.</summary>
    public async Task RestAsync()
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        while (_app is { } app && (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(patience.Token)).Status != HealthStatus.Healthy)
        {
            // Its loop may have begun to wait only after the clock was moved.
            await Task.Delay(1, patience.Token);
            clock.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        string path = context.Request.Path;
        int told = 0;

        // Before the answer leaves: who has it may ask for this at once.
        context.Response.OnStarting(() =>
        {
            Tell();
            return Task.CompletedTask;
        });
        try
        {
            await (_next.TryGetValue(path, out ConcurrentQueue<Func<HttpContext, RequestDelegate, Task>>? acts) && acts.TryDequeue(out Func<HttpContext, RequestDelegate, Task>? act) ? act(context, next) : next(context));
        }
        finally
        {
            Tell();
        }

        void Tell()
        {
            if (Interlocked.Exchange(ref told, 1) == 0)
            {
                Asked.Enqueue((path, context.Response.StatusCode));
            }
        }
    }
}

/// <summary>The rooms of a toy application: a rule that the test sets.</summary>
internal sealed class Rooms : IRoomAccess
{
    public Func<string, ValidatedToken, RoomAccessResult> Rule { get; set; } = static (_, _) => RoomAccessResult.Allow(["speak"]);

    public ValueTask<RoomAccessResult> CheckAsync(string room, ValidatedToken player, CancellationToken cancellationToken) => new(Rule(room, player));
}

/// <summary>Sends each message to all who are in its room, and one without a room back to its sender.</summary>
internal sealed class Chat : IRealtimeHandler
{
    private readonly ConcurrentDictionary<RealtimeConnection, bool> _connections = new();

    public ConcurrentQueue<string> Log { get; } = new();

    public IReadOnlyCollection<RealtimeConnection> Connections => [.. _connections.Keys];

    public void Clear() => _connections.Clear();

    public void Send(string room, string json)
    {
        foreach (RealtimeConnection one in _connections.Keys)
        {
            one.TrySend(Encoding.UTF8.GetBytes(json), room);
        }
    }

    public ValueTask OnConnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections[connection] = true;
        return default;
    }

    public ValueTask OnJoinedAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken)
    {
        Log.Enqueue($"joined {room.Room}");
        return default;
    }

    public ValueTask OnMessageAsync(RealtimeConnection connection, RealtimeMessage message, CancellationToken cancellationToken)
    {
        Log.Enqueue($"message {message.Room?.Room} {message.Data.GetRawText()}");
        byte[] data = Encoding.UTF8.GetBytes(message.Data.GetRawText());
        foreach (RealtimeConnection one in message.Room is null ? [connection] : Connections)
        {
            one.TrySend(data, message.Room?.Room);
        }

        return default;
    }

    public ValueTask OnLeftAsync(RealtimeConnection connection, RoomAcceptance room, CancellationToken cancellationToken)
    {
        Log.Enqueue($"left {room.Room}");
        return default;
    }

    public ValueTask OnDisconnectedAsync(RealtimeConnection connection, CancellationToken cancellationToken)
    {
        _connections.TryRemove(connection, out _);
        return default;
    }
}
