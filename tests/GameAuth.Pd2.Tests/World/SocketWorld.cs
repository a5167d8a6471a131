using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2.Tests;

/// <summary>An account, a server that a test directs, and a clock that only a test moves. Pauses between connections are of no length unless a test wants them.</summary>
internal sealed class SocketWorld : IAsyncDisposable, ILoggerProvider, ILogger
{
    private readonly IHost _host;
    private readonly List<FeathersConnection> _open = [];

    private SocketWorld(TimeProvider time, ScriptedServer server, IEnumerable<PaceRule> rules, bool quiet = false)
    {
        Server = server;
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.Services.AddSingleton(time);
        app.Logging.SetMinimumLevel(quiet ? LogLevel.None : LogLevel.Trace).AddProvider(this);
        PlainAuth.Descriptor.AddTo(app.Services.AddGameAuth(static settings =>
            {
                settings.ApplicationName = "socket-tests";
                settings.Tokens.WatchInterval = TimeSpan.FromDays(1);
            })
            .UseMemoryStore(new Storage.MemoryTokenStore(time))
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddPaceRules(rules));
        _host = app.Build();
    }

    public FakeClock Clock { get; private init; } = null!;

    public ScriptedServer Server { get; }

    public PlainAuth Front => _host.Services.GetRequiredService<PlainAuth>();

    public PlainAccount Me { get; private set; } = null!;

    /// <summary>The logins that were asked for, with their cause.</summary>
    public ConcurrentQueue<FeathersLoginCause> Logins { get; } = [];

    /// <summary>When each login ends; null for never.</summary>
    public Func<DateTimeOffset?> LoginEnds { get; set; } = static () => null;

    /// <summary>What the provider says before a login is sent, such as that the token is dead.</summary>
    public Action<FeathersLoginCause> BeforeLogin { get; set; } = static _ => { };

    /// <summary>Every line of every log, with what its exceptions print.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public static Task<SocketWorld> StartAsync(FakeClock? clock = null, params PaceRule[] rules)
    {
        FakeClock made = clock ?? new FakeClock();
        return StartAsync(new SocketWorld(made, new ScriptedServer(), rules) { Clock = made });
    }

    /// <summary>With the system's clock, for peers that have no other.</summary>
    /// <param name="quiet">Without a log, for a measurement.</param>
    public static Task<SocketWorld> StartWithSystemClockAsync(bool quiet = false) => StartAsync(new SocketWorld(TimeProvider.System, new ScriptedServer(), [], quiet));

    public FeathersSettings Settings(Uri? target = null) => new("socket", target ?? Server.Address, LoginAsync)
    {
        Reconnect = new ReconnectOptions { ShortestPause = TimeSpan.Zero, LongestPause = TimeSpan.Zero },
    };

    public async Task<FeathersConnection> OpenAsync(Func<FeathersSettings, FeathersSettings>? change = null, Uri? target = null)
    {
        FeathersConnection connection = Make(change, target);
        await connection.OpenAsync(CancellationToken.None);
        return connection;
    }

    public FeathersConnection Make(Func<FeathersSettings, FeathersSettings>? change = null, Uri? target = null)
    {
        FeathersSettings settings = Settings(target);
        FeathersConnection connection = new(Me, Front.Exchange, change?.Invoke(settings) ?? settings, Front.Clock, Front.Log);
        _open.Add(connection);
        return connection;
    }

    /// <summary>A connection and the server's end of it, signed in.</summary>
    public async Task<(FeathersConnection Connection, ScriptedPeer Peer)> ConnectAsync(Func<FeathersSettings, FeathersSettings>? change = null)
    {
        FeathersConnection connection = await OpenAsync(change);
        return (connection, await Server.NextAsync());
    }

    public async Task<FeathersLogin> LoginAsync(IFeathers connection, FeathersLoginCause cause, CancellationToken cancellationToken)
    {
        Logins.Enqueue(cause);
        BeforeLogin(cause);
        await connection.CreateAsync(
            "security/session", FeathersValue.Of("synthetic-token", static (writer, token) =>
            {
                writer.WriteStartObject();
                writer.WriteString("strategy", "jwt");
                writer.WriteString("accessToken", token);
                writer.WriteEndObject();
            }),
            query: null, SocketJson.Default.JsonElement, cancellationToken);
        return new FeathersLogin(LoginEnds());
    }

    public static async Task SoonAsync(Func<bool> isSo)
    {
        for (int i = 0; i < 10_000 && !isSo(); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        if (!isSo())
        {
            throw new TimeoutException("It did not become so.");
        }
    }

    /// <summary>Waits until something is to happen so long from now, then lets the time pass.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        await SoonAsync(() => Clock.HasTimer(time));
        Clock.Advance(time);
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FeathersConnection connection in _open)
        {
            await connection.DisposeAsync();
        }

        await _host.StopAsync();
        _host.Dispose();
        await Server.DisposeAsync();
    }

    private static async Task<SocketWorld> StartAsync(SocketWorld world)
    {
        await world._host.StartAsync();
        world.Me = await world.Front.SignInAsync(new PlainSignIn());
        return world;
    }
}

/// <summary>What the tests send and read.</summary>
internal sealed record Sample(string? Name, int Number);

[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(Sample))]
internal sealed partial class SocketJson : JsonSerializerContext;

/// <summary>Calls as the tests write them.</summary>
internal static class SocketCalls
{
    public static FeathersValue Json(this string json) => FeathersValue.Of(JsonElement.Parse(json));

    public static Task<JsonElement> FindAsync(this IFeathers connection, string service = "market/listing", string? query = null) =>
        connection.FindAsync(service, query?.Json(), SocketJson.Default.JsonElement, CancellationToken.None);

    public static Task<JsonElement> CreateAsync(this IFeathers connection, string data = "{}", string service = "market/listing") =>
        connection.CreateAsync(service, data.Json(), query: null, SocketJson.Default.JsonElement, CancellationToken.None);

    /// <summary>The next event, while the reader goes on.</summary>
    public static async Task<FeathersEvent> NextAsync(this FeathersEvents events)
    {
        using CancellationTokenSource limit = new(ScriptedServer.Patience);
        await foreach (FeathersEvent happened in events.WithCancellation(limit.Token))
        {
            return happened;
        }

        throw new InvalidOperationException("The events have ended.");
    }
}
