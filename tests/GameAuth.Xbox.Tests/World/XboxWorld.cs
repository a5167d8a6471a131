using GameAuth.Emulator;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox.Tests;

/// <summary>An emulator, one clock for both sides, and a store that outlives each start of the application.</summary>
internal sealed class XboxWorld : IAsyncDisposable
{
    private readonly List<IHost> _hosts = [];
    private readonly MemoryTokenStore _store;

    private readonly bool _isLive;

    private XboxWorld(FakeClock clock, GameAuthEmulator emulator, bool isLive = false)
    {
        _isLive = isLive;
        Clock = clock;
        Emulator = emulator;
        Prompt = new AnsweringPrompt(clock);
        _store = new MemoryTokenStore(clock);
    }

    public FakeClock Clock { get; }

    public GameAuthEmulator Emulator { get; }

    public AnsweringPrompt Prompt { get; }

    /// <summary>The services of the application that was started last.</summary>
    public IServiceProvider Services => _hosts[^1].Services;

    public static void TwoPlayers(EmulatorOptions options)
    {
        options.Players.Add(new EmulatedPlayer { Gamertag = "EmuAda", Xuid = "2814600000000010", Gamerscore = 1200 });
        options.Players.Add(new EmulatedPlayer { Gamertag = "EmuBen", Xuid = "2814600000000011", Gamerscore = 30 });
        options.SignIns.Add(new SignInScript { Player = "EmuAda" });
        options.SignIns.Add(new SignInScript { Player = "EmuBen" });
    }

    public static async Task<XboxWorld> StartAsync(Action<EmulatorOptions>? configure = null)
    {
        FakeClock clock = new();
        EmulatorOptions options = new() { TimeProvider = clock };
        configure?.Invoke(options);
        return new XboxWorld(clock, await GameAuthEmulator.StartAsync(options));
    }

    /// <summary>With the addresses of the live service: the emulator answers for the sign-in hosts below the application, and the test for what its own clients call.</summary>
    public static async Task<XboxWorld> StartLiveAsync(Action<EmulatorOptions>? configure = null)
    {
        XboxWorld world = await StartAsync(configure);
        return new XboxWorld(world.Clock, world.Emulator, isLive: true);
    }

    /// <summary>Starts the application, again and again over the same store.</summary>
    public async Task<IHost> StartApplicationAsync(Action<HostApplicationBuilder>? configure = null, Action<XboxOptions>? options = null, Action<GameAuthBuilder>? family = null)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(Emulator);
        app.Services.AddSingleton<TimeProvider>(Clock);
        app.Logging.AddProvider(new PassingRetries(Clock));
        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static settings =>
            {
                settings.ApplicationName = "xbox-tests";
                settings.Attempts.SafeRetries = 0;

                // Else a clock that moves by days would stop at every second of them.
                settings.Tokens.WatchInterval = TimeSpan.FromDays(1);
            })
            .UseMemoryStore(_store)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddXbox(one =>
            {
                if (_isLive)
                {
                    one.Endpoints.Clear();
                }

                options?.Invoke(one);
            });
        if (_isLive)
        {
            app.Services.AddHttpClient(GameAuthClientNames.Auth(XboxDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new EmulatedWire(Emulator.Hosts));
        }

        family?.Invoke(gameAuth);
        configure?.Invoke(app);
        IHost host = app.Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host;
    }

    public async Task<IXboxAuth> OpenAsync(Action<XboxOptions>? options = null) =>
        (await StartApplicationAsync(options: options)).Services.GetRequiredService<IXboxAuth>();

    public Task<XboxAccount> SignInAsync(IXboxAuth xbox, XboxSignIn? how = null) => xbox.SignInAsync(how ?? XboxSignIn.DeviceCode(Prompt));

    public async Task<XboxAccount> SignInAsync(Action<XboxOptions>? options = null) => await SignInAsync(await OpenAsync(options));

    /// <summary>How many requests of each step came so far.</summary>
    public int Count(string step) => Emulator.Log.Count(step);

    /// <summary>The calls that some work makes, each with its status.</summary>
    public async Task<string> CallsAsync(Func<Task> work)
    {
        Emulator.Log.Clear();
        await work();

        // A deferred signature's verdict is an event too, but no call.
        return string.Join(' ', Emulator.Log.Events.Where(static one => one.Status != 0).Select(one => $"{one.Step}:{one.Status}"));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost host in _hosts)
        {
            await host.StopAsync();
            host.Dispose();
        }

        await Emulator.DisposeAsync();
    }
}

/// <summary>Stands in for the network: leads what goes to a live host to the one of the emulator.</summary>
internal sealed class EmulatedWire(IReadOnlyDictionary<string, Uri> hosts)
    : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Uri live = request.RequestUri!;
        request.RequestUri = new Uri(hosts[live.Host], live.PathAndQuery);
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            request.RequestUri = live;
        }
    }
}
