using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Psn.Tests;

/// <summary>A scripted service, one clock for both sides, and a store that outlives each start of the application.</summary>
internal sealed class PsnWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly List<IHost> _hosts = [];
    private readonly List<IHost> _dead = [];
    private readonly Dictionary<IHost, CancellationTokenSource> _kills = [];

    public PsnWorld()
    {
        Service = new ScriptedService(Clock);
        Store = new MemoryTokenStore(Clock);
        Prompt = new PlayerPrompt(Service);
    }

    public FakeClock Clock { get; } = new();

    public ScriptedService Service { get; }

    public MemoryTokenStore Store { get; set; }

    public PlayerPrompt Prompt { get; }

    public Action<PsnOptions>? Options { get; set; }

    public Action<GameAuthBuilder>? Family { get; set; }

    /// <summary>The machine of the applications that are started from now on.</summary>
    public string Machine { get; set; } = "emu-machine";

    public int SafeRetries { get; set; }

    public IHost Host => _hosts[^1];

    /// <summary>Starts the application, again and again over the same store.</summary>
    public async Task<IPsnAuth> StartAsync()
    {
        HostApplicationBuilder app = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        string machine = Machine;
        CancellationTokenSource kill = new();
        CancellationToken killed = kill.Token;
        app.Services.AddSingleton<TimeProvider>(Clock);
        GameAuthBuilder gameAuth = app.Services.AddGameAuth(settings =>
            {
                settings.ApplicationName = "psn-tests";
                settings.AllowLoopbackHttp = true;
                settings.Attempts.SafeRetries = SafeRetries;

                // Else a clock that moves by days would stop at every second of them.
                settings.Tokens.WatchInterval = TimeSpan.FromDays(30);
                settings.Tokens.IdleTimeout = TimeSpan.FromDays(300);
            })
            .UseMemoryStore(Store)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .UseMachineHint(() => machine)
            .AddPsn(options =>
            {
                Configure(options);
                Options?.Invoke(options);
            });
        app.Services.AddHttpClient(GameAuthClientNames.Auth(PsnDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Service, killed));
        app.Services.AddHttpClient(GameAuthClientNames.Api(PsnDefaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Service, killed));
        Family?.Invoke(gameAuth);
        IHost host = app.Build();
        _hosts.Add(host);
        _kills.Add(host, kill);
        await host.StartAsync();
        return host.Services.GetRequiredService<IPsnAuth>();
    }

    public static void Configure(PsnOptions options)
    {
        options.ClientId = ScriptedService.ClientId;
        options.ClientSecret = ScriptedService.ClientSecret;
        options.RedirectUri = new Uri(ScriptedService.Redirect);
        options.Scope = ScriptedService.Scope;
    }

    /// <summary>Starts the application and signs in; what was sent for it is forgotten.</summary>
    public async Task<PsnAccount> SignInAsync()
    {
        PsnAccount me = await SignInAsync(await StartAsync());
        Service.Clear();
        return me;
    }

    public Task<PsnAccount> SignInAsync(IPsnAuth psn, bool forcePrompt = false) => psn.SignInAsync(PsnSignIn.Browser(Prompt) with { ForcePrompt = forcePrompt }).WaitAsync(Patience);

    /// <summary>The process ends in good order.</summary>
    public async Task StopAsync()
    {
        IHost host = Host;
        _hosts.Remove(host);
        await host.StopAsync().WaitAsync(Patience);
        host.Dispose();
    }

    /// <summary>The process is killed: nothing is ended, and its lease is free. What it goes on to do reaches neither the service nor a store that is looked at.</summary>
    public async Task KillAsync()
    {
        await _kills[Host].CancelAsync();
        _dead.Add(Host);
        _hosts.Remove(Host);
        Store = await StoreCopy.OfAsync(Store, Clock);
    }

    /// <summary>Starts the application after a kill or a stop, signed in as before.</summary>
    public async Task<PsnAccount> RestartAsync() => await SignInAsync(await StartAsync());

    /// <summary>Moves the clock from timer to timer, over pauses and not over time limits, until the work is done. Before each step all is at rest: a limit must not pass while what it limits is under way.</summary>
    public async Task WalkAsync(Task work, TimeSpan? longestPause = null)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!work.IsCompleted)
        {
            await RestAsync(work, patience.Token);
            if (!work.IsCompleted && Clock.NextTimer is { } next && next <= (longestPause ?? LongestPause))
            {
                Clock.Advance(next);
            }
        }

        await work;
    }

    /// <summary>As <see cref="WalkAsync(Task, TimeSpan?)"/>, for work that has a result.</summary>
    public async Task<T> WalkAsync<T>(Task<T> work, TimeSpan? longestPause = null)
    {
        await WalkAsync((Task)work, longestPause);
        return await work;
    }

    /// <summary>The failure of some work.</summary>
    public async Task<GameAuthException> FailureAsync(Task work, TimeSpan? longestPause = null) =>
        Assert.IsAssignableFrom<GameAuthException>(await Record.ExceptionAsync(() => WalkAsync(work, longestPause)));

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(Service.Violations);
        foreach (IHost host in _hosts)
        {
            await host.StopAsync().WaitAsync(Patience);
            host.Dispose();
        }

        _dead.ForEach(static host => host.Dispose());
        foreach (CancellationTokenSource kill in _kills.Values)
        {
            kill.Dispose();
        }
    }

    // Work that hops from thread to thread sends requests, and sets or drops timers: it is at rest when nothing of that has happened for some turns. The pool serves other tests too, and is waited for
    // a while only.
    private async Task RestAsync(Task work, CancellationToken patience)
    {
        (int timers, int sent, int same, int busy) = (-1, -1, 0, 0);
        while (same < 3 && !work.IsCompleted)
        {
            (int Timers, int Sent) now = (Clock.PendingTimers, Service.Sent.Count);
            bool isCalm = Service.InFlight == 0 && (ThreadPool.PendingWorkItemCount == 0 || ++busy > 20);
            same = now == (timers, sent) && isCalm ? same + 1 : 0;
            (timers, sent) = now;
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience);
        }
    }
}

/// <summary>A player who signs in at every page and pastes what is asked for.</summary>
internal sealed class PlayerPrompt(ScriptedService service) : ISignInPrompt
{
    public int Asked { get; private set; }

    public SignInChallenge? Shown { get; private set; }

    /// <summary>What is pasted for an npsso.</summary>
    public string Npsso { get; set; } = ScriptedService.Npsso;

    /// <summary>What becomes of the address that the browser ends at, before it is pasted.</summary>
    public Func<string, string> Change { get; set; } = static address => address;

    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Asked++;
        Shown = challenge;
        return new ValueTask<Secret?>(new Secret(challenge is RedirectChallenge page ? Change(service.Visit(page.Authorize)) : Npsso));
    }
}
