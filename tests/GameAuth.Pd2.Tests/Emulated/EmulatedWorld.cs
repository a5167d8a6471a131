using System.Net;
using GameAuth.Emulator;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Pd2.Tests.Emulated;

/// <summary>An application against the emulator, both on one clock, and a player who does what is asked.</summary>
internal sealed class EmulatedWorld(FakeClock clock, GameAuthEmulator emulator, IHost host) : ISignInPrompt, IAsyncDisposable
{
    public const string Trader = "EmuTrader";
    public const string Buyer = "EmuBuyer";

    /// <summary>How long a test waits, by the wall clock, for what other threads do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(9);

    public int Asked { get; private set; }

    public FakeClock Clock => clock;

    public Pd2Emulator Service => emulator.Pd2;

    public GameAuthEmulator Emulator => emulator;

    public IPd2Auth Pd2 => host.Services.GetRequiredService<IPd2Auth>();

    public static async Task<EmulatedWorld> StartAsync(Action<Pd2Options>? client = null, Action<Pd2EmulatorOptions>? service = null)
    {
        FakeClock clock = new();
        EmulatorOptions options = new() { TimeProvider = clock, Providers = { Pd2Defaults.Provider } };

        // Else a clock that leaps would outrun the heartbeat, which goes over a real connection.
        (options.Pd2.PingInterval, options.Pd2.PingTimeout) = (TimeSpan.FromHours(20), TimeSpan.FromHours(1));
        service?.Invoke(options.Pd2);
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Services.AddSingleton<TimeProvider>(clock);
        app.Services.AddGameAuth(static family =>
            {
                family.ApplicationName = "pd2-tests";
                family.Tokens.WatchInterval = TimeSpan.FromDays(30);
                family.Tokens.IdleTimeout = TimeSpan.FromDays(300);
            })
            .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddPd2(settings =>
            {
                // Else a walk over pauses would run into the time limits of calls.
                settings.CallTimeout = TimeSpan.FromMinutes(2);
                client?.Invoke(settings);
            });
        IHost host = app.Build();
        await host.StartAsync();
        return new EmulatedWorld(clock, emulator, host);
    }

    public Task<Pd2Account> SignInAsync() => Pd2.SignInAsync(Pd2SignIn.Paste(this)).WaitAsync(Patience);

    public Task<Pd2Account> SignInByOAuthAsync() => Pd2.SignInAsync(Pd2SignIn.OAuth(this)).WaitAsync(Patience);

    public int Count(string call) => Service.Calls.GetValueOrDefault(call);

    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Asked++;
        return new Secret(challenge is RedirectChallenge page ? await VisitAsync(page) : Service.WebsiteTokenOf(Trader));
    }

    /// <summary>Moves the clock from pause to pause, and not over time limits, until the work is done.</summary>
    public async Task<T> WalkAsync<T>(Task<T> work)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!work.IsCompleted)
        {
            patience.Token.ThrowIfCancellationRequested();
            if (clock.NextTimer is { } next && next <= LongestPause)
            {
                clock.Advance(next);
            }

            await Task.Yield();
        }

        return await work;
    }

    /// <summary>Waits for what other threads are about to do.</summary>
    public async Task UntilAsync(Func<bool> happened)
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
        await host.StopAsync().WaitAsync(Patience);
        host.Dispose();
        await emulator.DisposeAsync();
    }

    private static async Task<string> VisitAsync(RedirectChallenge page)
    {
        using SocketsHttpHandler browser = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using HttpMessageInvoker client = new(browser);
        Uri at = page.Authorize;
        for (int steps = 0; steps < 10; steps++)
        {
            using HttpRequestMessage visit = new(HttpMethod.Get, at);
            using HttpResponseMessage answer = await client.SendAsync(visit, CancellationToken.None);
            if (answer.Headers.Location is not { } next)
            {
                break;
            }

            at = new Uri(at, next);
            if (at.GetLeftPart(UriPartial.Path) == page.Redirect.GetLeftPart(UriPartial.Path))
            {
                return at.AbsoluteUri;
            }
        }

        throw new InvalidOperationException("The page leads nowhere.");
    }
}
