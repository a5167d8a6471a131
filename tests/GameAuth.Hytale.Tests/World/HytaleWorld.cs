using System.Security.Cryptography;
using System.Text;
using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale.Tests;

/// <summary>A scripted service, one clock for both sides, and a store that outlives each start of the application.</summary>
internal sealed class HytaleWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly List<IHost> _hosts = [];
    private readonly List<IHost> _dead = [];

    public HytaleWorld(HytaleDialect dialect = HytaleDialect.Direct)
    {
        Dialect = dialect;
        Service = new ScriptedService(Clock);
        Prompt = new CodePrompt(Clock);
        Store = new MemoryTokenStore(Clock);
    }

    public HytaleDialect Dialect { get; }

    public FakeClock Clock { get; } = new();

    public ScriptedService Service { get; }

    public CodePrompt Prompt { get; }

    public MemoryTokenStore Store { get; private set; }

    public RecordingSink Events { get; } = new();

    public Action<HytaleOptions>? Options { get; set; }

    public Action<GameAuthBuilder>? Family { get; set; }

    public IHost Host => _hosts[^1];

    /// <summary>Starts the application, again and again over the same store.</summary>
    public async Task<IHytaleAuth> StartAsync()
    {
        HostApplicationBuilder app = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.Configuration.AddInMemoryCollection([new("GameAuth:Hytale:Endpoints:gateway", "https://gateway.hytale.test")]);
        app.Services.AddSingleton<TimeProvider>(Clock);
        GameAuthBuilder gameAuth = app.Services.AddGameAuth(static settings =>
            {
                settings.ApplicationName = "hytale-tests";
                settings.Attempts.SafeRetries = 0;

                // Else a clock that moves by days would stop at every second of them.
                settings.Tokens.WatchInterval = TimeSpan.FromDays(30);
                settings.Tokens.IdleTimeout = TimeSpan.FromDays(300);
            })
            .UseMemoryStore(Store)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddEventSink(Events)
            .AddHytale(options =>
            {
                options.Dialect = Dialect;
                options.Polling = HytalePolling.Interval;
                Options?.Invoke(options);
            });
        IHost? host = null;
        ScriptedHandler Wire() => new(Service, () => _dead.Contains(host!));
        app.Services.AddHttpClient(GameAuthClientNames.Auth(HytaleDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(Wire);
        app.Services.AddHttpClient(GameAuthClientNames.Api(HytaleDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(Wire);
        Family?.Invoke(gameAuth);
        host = app.Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host.Services.GetRequiredService<IHytaleAuth>();
    }

    /// <summary>Starts the application and signs in.</summary>
    public async Task<HytaleAccount> SignInAsync()
    {
        HytaleAccount me = await SignInAsync(await StartAsync());
        Service.Clear();
        return me;
    }

    /// <summary>The account that is signed in, in the application that was started last.</summary>
    public async Task<HytaleAccount> AccountAsync() => (await Host.Services.GetRequiredService<IHytaleAuth>().FindAsync())!;

    public Task<HytaleAccount> SignInAsync(IHytaleAuth hytale, bool forcePrompt = false) =>
        hytale.SignInAsync(HytaleSignIn.DeviceCode(Prompt) with { ForcePrompt = forcePrompt }).WaitAsync(Patience);

    /// <summary>The process dies: it ends nothing, hears nothing, and its leases are free.</summary>
    public async Task KillAsync()
    {
        _dead.Add(Host);
        _hosts.Remove(Host);
        Store = await StoreCopy.OfAsync(Store, Clock);
    }

    /// <summary>The process ends in good order.</summary>
    public async Task StopAsync()
    {
        IHost host = Host;
        _hosts.Remove(host);
        await host.StopAsync().WaitAsync(Patience);
        host.Dispose();
    }

    /// <summary>Sets the wall clock of the machine; the service's stays right, and its answers say what it shows.</summary>
    public void Step(TimeSpan by)
    {
        Clock.ShiftWallClock(by);
        Service.Ahead -= by;
        Service.TellsDate = true;
    }

    /// <summary>Lets time pass from timer to timer, as renewals need it.</summary>
    public async Task PassAsync(TimeSpan by)
    {
        DateTimeOffset end = Clock.GetUtcNow() + by;
        await RestAsync(turns: 3);
        int calm = Clock.PendingTimers;
        while (Clock.GetUtcNow() < end)
        {
            TimeSpan left = end - Clock.GetUtcNow();
            int sent = Service.Sent.Count;
            Clock.Advance(Clock.NextTimer is { } next && next < left ? next : left);
            if (Clock.GetTimestamp() % TimeSpan.TicksPerMinute == 0 && (Clock.PendingTimers, Service.Sent.Count) == (calm, sent))
            {
                // At each minute whoever waits for long looks at the clocks, and waits on.
                continue;
            }

            // Most work is done by the thread that moves the clock, and has armed its next timer by now.
            await RestAsync(turns: Clock.PendingTimers == calm ? 1 : 3);
            calm = Clock.PendingTimers;
        }

        await RestAsync(turns: 3);
    }

    /// <summary>Waits until something is so that other threads are about to do.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!happened())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost host in _hosts)
        {
            await host.StopAsync().WaitAsync(Patience);
            host.Dispose();
        }
    }

    // Work that hopped to another thread arms or drops timers: it is at rest when nothing of that has happened for some turns. The pool serves other tests too, and is
    // waited for a while only.
    private async Task RestAsync(int turns)
    {
        (int timers, int sent, int same, int busy) = (-1, -1, 0, 0);
        while (same < turns)
        {
            (int Timers, int Sent) now = (Clock.PendingTimers, Service.Sent.Count);
            bool isCalm = ThreadPool.PendingWorkItemCount == 0 || ++busy > 20;
            same = now == (timers, sent) && isCalm ? same + 1 : 0;
            (timers, sent) = now;
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }
}

/// <summary>Fingerprints of tokens, reckoned apart from the code under test.</summary>
internal static class Prints
{
    public static string Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..12];
}
