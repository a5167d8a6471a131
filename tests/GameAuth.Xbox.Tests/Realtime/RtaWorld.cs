using System.Collections.Concurrent;
using System.Text.Json;
using GameAuth.Emulator;
using GameAuth.Providers;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox.Tests;

/// <summary>A signed-in player, a server of real-time activity that a test directs, and a clock that passes the pauses between two connections.</summary>
internal sealed class RtaWorld : IAsyncDisposable, ILoggerProvider, ILogger
{
    public const string Scid = "00000000-1111-4222-8333-00000000000a";
    public static readonly Uri Friends = new("https://social.xboxlive.com/users/xuid(2814600000000010)/friends");

    private readonly XboxWorld _xbox;

    private RtaWorld(XboxWorld xbox, RtaServer server)
    {
        _xbox = xbox;
        Server = server;
    }

    public RtaServer Server { get; }

    public XboxAccount Me { get; private set; } = null!;

    public FakeClock Clock => _xbox.Clock;

    public GameAuthEmulator Emulator => _xbox.Emulator;

    public IHost Host { get; private set; } = null!;

    internal GameAuth.Providers.Exchange Exchange => ((XboxProvider)Host.Services.GetRequiredService<IXboxAuth>()).Exchange;

    /// <summary>The pauses between connections so far.</summary>
    public ConcurrentQueue<TimeSpan> Pauses { get; } = [];

    /// <summary>Every line of every log, with what its exceptions print.</summary>
    public ConcurrentQueue<(int Id, string Text)> Lines { get; } = [];

    /// <summary>Whether pauses pass by themselves. Default true.</summary>
    public bool PassPauses { get; set; } = true;

    /// <summary>With the emulator's real-time activity in place of the server that a test directs.</summary>
    public static async Task<RtaWorld> StartEmulatedAsync(Action<EmulatorOptions>? emulator = null)
    {
        XboxWorld xbox = await XboxWorld.StartAsync(emulator);
        return await StartAsync(new RtaWorld(xbox, new RtaServer()), null, static _ => { });
    }

    public static async Task<RtaWorld> StartAsync(RtaServer? server = null, Action<HostApplicationBuilder>? configure = null)
    {
        RtaWorld world = new(await XboxWorld.StartAsync(), server ?? new RtaServer());
        return await StartAsync(world, configure, options => options.Endpoints["rta"] = world.Server.Address);
    }

    private static async Task<RtaWorld> StartAsync(RtaWorld world, Action<HostApplicationBuilder>? configure, Action<XboxOptions> options)
    {
        world.Host = await world._xbox.StartApplicationAsync(
            app =>
            {
                app.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(world);
                configure?.Invoke(app);
            },
            options);
        world.Me = await world._xbox.SignInAsync(world.Host.Services.GetRequiredService<IXboxAuth>());
        return world;
    }

    /// <summary>Connects and subscribes to a resource of no type.</summary>
    public async Task<(XboxRealTimeActivity Live, XboxSubscription<JsonElement> Friends, RtaPeer Peer)> SubscribeAsync()
    {
        XboxRealTimeActivity live = await Me.ConnectRealTimeAsync();
        RtaPeer peer = await Server.NextAsync();
        XboxSubscription<JsonElement> friends = await live.SubscribeAsync(Friends);
        Assert.Equal($"[1,1,\"{Friends}\"]", await peer.NextAsync());
        return (live, friends, peer);
    }

    public int Count(string step) => _xbox.Count(step);

    /// <summary>Waits until the connection that stands has set its end: it does so on a thread of its own.</summary>
    public Task RenewalIsDueAsync() => SoonAsync(() => Clock.HasTimer(SteadyClock.LongestDelay - new TimeSpan(Clock.GetTimestamp() % SteadyClock.LongestDelay.Ticks)));

    public static async Task SoonAsync(Func<bool> isSo)
    {
        for (int i = 0; i < 10_000 && !isSo(); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }

        Assert.True(isSo());
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        Lines.Enqueue((eventId.Id, $"{formatter(state, exception)} {exception}"));
        if (eventId.Id is 1221 or 1222 && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            TimeSpan pause = (TimeSpan)values.Single(static value => value.Key == "Pause").Value!;
            Pauses.Enqueue(pause);
            if (PassPauses)
            {
                _ = Clock.PassWholeAsync(pause);
            }
        }
    }

    public void Dispose()
    {
    }

    public async ValueTask DisposeAsync()
    {
        await _xbox.DisposeAsync();
        await Server.DisposeAsync();
    }
}
