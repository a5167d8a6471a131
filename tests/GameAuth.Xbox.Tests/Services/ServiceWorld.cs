using GameAuth.Emulator;
using GameAuth.ProviderContract;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox.Tests;

/// <summary>A player who is signed in at the emulator, and services that answer by script.</summary>
internal sealed class ServiceWorld : IAsyncDisposable
{
    public const string Xuid = "2814600000000010";
    public const string Other = "2814600000000011";

    private ServiceWorld(XboxWorld world, XboxAccount me, ServiceWire wire, LogRecorder log) => (World, Me, Wire, Log) = (world, me, wire, log);

    public XboxWorld World { get; }

    public XboxAccount Me { get; }

    public ServiceWire Wire { get; }

    /// <summary>All that was logged, at any level.</summary>
    public LogRecorder Log { get; }

    /// <summary>Starts with the bodies of the first answers.</summary>
    public static async Task<ServiceWorld> StartAsync(params string[] bodies) => await StartAsync(static _ => { }, bodies);

    public static async Task<ServiceWorld> StartAsync(Action<XboxOptions> options, params string[] bodies)
    {
        XboxWorld world = await XboxWorld.StartLiveAsync(static emulator => emulator.Players.Add(new EmulatedPlayer { Gamertag = "EmuAda", Xuid = Xuid, Gamerscore = 1200 }));
        ServiceWire wire = new();
        LogRecorder log = new();
        foreach (string body in bodies)
        {
            wire.Answer(body);
        }

        IXboxAuth xbox = (await world.StartApplicationAsync(
            app =>
            {
                app.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
                app.Services.AddHttpClient(GameAuthClientNames.Api(XboxDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => wire);
            },
            options)).Services.GetRequiredService<IXboxAuth>();
        return new ServiceWorld(world, await world.SignInAsync(xbox), wire, log);
    }

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
