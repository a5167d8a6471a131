using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Pd2.Tests;

/// <summary>A scripted service, one clock for both sides, and a store that outlives each start of the application.</summary>
internal sealed class Pd2World : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(9);

    private readonly List<IHost> _hosts = [];

    public Pd2World()
    {
        Service = new ScriptedService(Clock);
        Store = new MemoryTokenStore(Clock);
        Prompt = new PlayerPrompt(Service);
    }

    public FakeClock Clock { get; } = new();

    public ScriptedService Service { get; }

    public MemoryTokenStore Store { get; }

    public PlayerPrompt Prompt { get; }

    /// <summary>OAuth in place of a website token.</summary>
    public bool IsOAuth { get; init; }

    public Action<Pd2Options>? Options { get; set; }

    public IHost Host => _hosts[^1];

    public Pd2SignIn Door => IsOAuth ? Pd2SignIn.OAuth(Prompt) : Pd2SignIn.Paste(Prompt);

    public static void Configure(Pd2Options options, bool isOAuth)
    {
        // Else a walk over pauses would run into the time limits of calls.
        options.CallTimeout = TimeSpan.FromMinutes(2);
        if (isOAuth)
        {
            options.Tokens = Pd2TokenKind.OAuth;
            options.ClientId = ScriptedService.ClientId;
            options.ClientSecret = ScriptedService.ClientSecret;
            options.RedirectUri = new Uri(ScriptedService.Redirect);
        }
    }

    /// <summary>Starts the application, again and again over the same store.</summary>
    public async Task<IPd2Auth> StartAsync()
    {
        HostApplicationBuilder app = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.Services.AddSingleton<TimeProvider>(Clock);
        app.Services.AddGameAuth(static settings =>
            {
                settings.ApplicationName = "pd2-tests";
                settings.Attempts.SafeRetries = 0;

                // Else a clock that moves by days would stop at every second of them.
                settings.Tokens.WatchInterval = TimeSpan.FromDays(30);
                settings.Tokens.IdleTimeout = TimeSpan.FromDays(300);
            })
            .UseMemoryStore(Store)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddPd2(options =>
            {
                Configure(options, IsOAuth);
                Options?.Invoke(options);
            });
        app.Services.AddHttpClient(GameAuthClientNames.Auth(Pd2Defaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Service));
        app.Services.AddHttpClient(GameAuthClientNames.Api(Pd2Defaults.Provider)).ConfigurePrimaryHttpMessageHandler(() => new ScriptedHandler(Service));
        IHost host = app.Build();
        _hosts.Add(host);
        await host.StartAsync();
        return host.Services.GetRequiredService<IPd2Auth>();
    }

    /// <summary>Starts the application and signs in; what was sent for it is forgotten.</summary>
    public async Task<Pd2Account> SignInAsync()
    {
        Pd2Account me = await SignInAsync(await StartAsync());
        Service.Clear();
        return me;
    }

    public Task<Pd2Account> SignInAsync(IPd2Auth pd2, bool forcePrompt = false) => pd2.SignInAsync(Door with { ForcePrompt = forcePrompt }).WaitAsync(Patience);

    /// <summary>The process ends in good order.</summary>
    public async Task StopAsync()
    {
        IHost host = Host;
        _hosts.Remove(host);
        await WalkAsync(host.StopAsync());
        host.Dispose();
    }

    /// <summary>Moves the clock from timer to timer, over pauses and not over time limits, until the work is done.</summary>
    public async Task WalkAsync(Task work)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!work.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (Clock.NextTimer is { } next && next <= LongestPause)
            {
                Clock.Advance(next);
            }

            await Task.Yield();
        }

        await work;
    }

    public async Task<T> WalkAsync<T>(Task<T> work)
    {
        await WalkAsync((Task)work);
        return await work;
    }

    /// <summary>The failure of some work.</summary>
    public async Task<T> FailureAsync<T>(Task work)
        where T : GameAuthException => Assert.IsType<T>(await Record.ExceptionAsync(() => WalkAsync(work)));

    /// <summary>Waits for what other threads are about to do.</summary>
    public static async Task UntilAsync(Func<bool> happened)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!happened())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IHost host in _hosts)
        {
            await WalkAsync(host.StopAsync());
            host.Dispose();
        }
    }
}

/// <summary>A player who signs in at every page and pastes what is asked for.</summary>
internal sealed class PlayerPrompt(ScriptedService service) : ISignInPrompt
{
    public int Asked { get; private set; }

    public SignInChallenge? Shown { get; private set; }

    /// <summary>What is pasted; null for what the service gives.</summary>
    public Func<string?>? Pastes { get; set; }

    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Asked++;
        Shown = challenge;
        if (NeverAnswers)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, whileShown);
        }

        string? text = Pastes is { } own ? own() : challenge is RedirectChallenge page ? service.Visit(page.Authorize) : service.WebsiteLogin();
        return text is null ? null : new Secret(text);
    }

    public bool NeverAnswers { get; set; }
}
