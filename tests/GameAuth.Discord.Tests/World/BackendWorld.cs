using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator;
using GameAuth.ProviderContract;
using GameAuth.Server;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Discord.Tests.World;

/// <summary>The emulated Discord, a real session server and applications that use this package, on loopback and on one clock that stands still.</summary>
internal sealed class BackendWorld : IAsyncDisposable
{
    public const string Player = "emunova";

    // RFC 7636, appendix B.
    public const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly List<ClientApp> _apps = [];

    private BackendWorld(FakeClock clock, GameAuthEmulator emulator, Backend backend, Uri redirect)
    {
        (Clock, Emulator, Backend, Redirect) = (clock, emulator, backend, redirect);
        Store = new MemoryTokenStore(clock);
    }

    public FakeClock Clock { get; }

    public GameAuthEmulator Emulator { get; }

    public Backend Backend { get; }

    public Uri Redirect { get; }

    /// <summary>The store of the applications that are started from now on.</summary>
    public ITokenStore Store { get; set; }

    public static string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public static async Task<BackendWorld> StartAsync(Action<GameAuthServerOptions>? server = null, RefreshTokenDelivery delivery = RefreshTokenDelivery.Body)
    {
        FakeClock clock = new();
        Uri redirect = new($"http://127.0.0.1:{Backend.FreePort()}/discord");
        EmulatorOptions emulated = new() { Providers = { "discord" }, TimeProvider = clock };
        emulated.Discord.Applications.Add(EmulatedDiscordApplication.Default with { RedirectUris = [redirect.AbsoluteUri] });
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(emulated);
        for (int tries = 1; ; tries++)
        {
            Backend backend = new(clock, emulator, server, delivery);
            try
            {
                await backend.StartAsync();
                return new BackendWorld(clock, emulator, backend, redirect);
            }
            catch (IOException taken) when (taken.InnerException is AddressInUseException && tries < 8)
            {
                // The port was free a moment ago, and another process has it now.
                await backend.DisposeAsync();
            }
        }
    }

    /// <summary>Starts an application on the store.</summary>
    public async Task<ClientApp> StartAppAsync(ITokenStore? store = null, Action<DiscordOptions>? options = null, bool isPaced = true, Providers.ProofKeySource? keys = null)
    {
        ClientApp app = await ClientApp.StartAsync(this, store ?? Store, options, isPaced, keys);
        _apps.Add(app);
        return app;
    }

    /// <summary>Starts an application, signed in by a code of an Activity; what was asked for it is forgotten.</summary>
    public async Task<(ClientApp App, DiscordAccount Me)> SignInAsync()
    {
        ClientApp app = await StartAppAsync();
        DiscordAccount me = await app.SignInAsync();
        Backend.Asked.Clear();
        app.Sent.Clear();
        return (app, me);
    }

    /// <summary>What the embedded SDK of an Activity gives.</summary>
    public DiscordActivityAuth Code(string player = Player) => DiscordActivityAuth.FromCode(new Secret(Emulator.Discord.CreateActivityCode(player, "identify", Challenge)), new Secret(Verifier));

    /// <summary>Moves the clock, and waits until the backend has read what its own time asks it to.</summary>
    public async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await Backend.RestAsync();
    }

    /// <summary>Moves the clock over pauses until the work is done.</summary>
    public async Task<T> WalkAsync<T>(Task<T> work)
    {
        await WalkAsync((Task)work);
        return await work;
    }

    /// <summary>Moves the clock in small steps until the work is done: over pauses and not over time limits, which real work must not be raced against.</summary>
    public async Task WalkAsync(Task work)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(10, patience.Token));
            patience.Token.ThrowIfCancellationRequested();
            if (!work.IsCompleted && !IsOnTheWire)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(250));
            }
        }

        await work;
    }

    /// <summary>Waits for what others are about to do, while the clock goes on a little.</summary>
    public async Task EventuallyAsync(Func<bool> isSo)
    {
        using CancellationTokenSource patience = new(Patience);
        while (!isSo())
        {
            patience.Token.ThrowIfCancellationRequested();
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(4, CancellationToken.None);
        }
    }

    /// <summary>Waits until no request is under way.</summary>
    public async Task CalmAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        while (IsOnTheWire)
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private bool IsOnTheWire => _apps.Any(static app => app.InFlight > 0);

    public async ValueTask DisposeAsync()
    {
        foreach (ClientApp app in _apps)
        {
            await app.DisposeAsync();
        }

        await Backend.DisposeAsync();
        await Emulator.DisposeAsync();
    }
}

/// <summary>An application: one process of the user's.</summary>
internal sealed class ClientApp : ISignInPrompt, IAsyncDisposable
{
    private readonly BackendWorld _world;
    private readonly CancellationTokenSource _killed = new();
    private IHost _host = null!;
    private int _inFlight;

    private ClientApp(BackendWorld world) => _world = world;

    public IDiscordAuth Discord => _host.Services.GetRequiredService<IDiscordAuth>();

    public DiscordProvider Provider => (DiscordProvider)Discord;

    /// <summary>Every request as it left.</summary>
    public ConcurrentQueue<SentRequest> Sent { get; } = new();

    /// <summary>Stands between the application and the backend.</summary>
    public Func<HttpRequestMessage, Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>? Between { get; set; }

    /// <summary>How long requests are on their way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How often the player was asked.</summary>
    public int Asked { get; private set; }

    /// <summary>The page that was shown last.</summary>
    public Uri? Page { get; private set; }

    public int InFlight => Volatile.Read(ref _inFlight);

    public static async Task<ClientApp> StartAsync(BackendWorld world, ITokenStore store, Action<DiscordOptions>? options, bool isPaced, Providers.ProofKeySource? keys = null)
    {
        ClientApp app = new(world);
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        builder.Services.AddSingleton<TimeProvider>(world.Clock);
        GameAuthBuilder gameAuth = builder.Services.AddGameAuth(static settings =>
            {
                settings.ApplicationName = "discord-tests";
                settings.AllowLoopbackHttp = true;

                // Else a clock that moves by days would stop at every second of them.
                settings.Tokens.WatchInterval = TimeSpan.FromDays(30);
                settings.Tokens.IdleTimeout = TimeSpan.FromDays(300);
            })
            .UseStore(_ => store)
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .UseMachineHint(static () => "emu-machine")
            .AddDiscord(settings =>
            {
                settings.ClientId = EmulatedDiscordApplication.Default.Id;
                settings.Backend = world.Backend.Address;
                settings.Endpoints["discord"] = new Uri(world.Emulator.Hosts["discord.com"].GetLeftPart(UriPartial.Authority));
                settings.RedirectUri = world.Redirect;
                options?.Invoke(settings);
            });
        _ = keys is null ? gameAuth : gameAuth.UseProofKeySource(_ => keys);
        if (!isPaced)
        {
            builder.Services.Configure<Providers.RequestPacerOptions>(static pacer => pacer.Rules.Add(new Providers.PaceRule("discord/refresh/*", new Providers.PaceWindow(100_000, TimeSpan.FromMinutes(1)))));
        }

        builder.Services.AddWireHandler(() => new Wire(app));
        app._host = builder.Build();
        await app._host.StartAsync();
        return app;
    }

    public int Count(string path) => Sent.Count(one => one.Path == path);

    /// <summary>Signs in by a code of an Activity.</summary>
    public Task<DiscordAccount> SignInAsync(string player = BackendWorld.Player, bool forcePrompt = false) =>
        _world.WalkAsync(Discord.SignInAsync(DiscordSignIn.Activity(_ =>
        {
            Asked++;
            return Task.FromResult(_world.Code(player));
        }) with { ForcePrompt = forcePrompt }));

    /// <summary>Calls the backend with the account's token.</summary>
    public async Task<int> CallAsync(DiscordAccount account, string path = "/api/me")
    {
        using HttpClient client = account.CreateClient();
        using HttpResponseMessage response = await client.GetAsync(new Uri(_world.Backend.Address, path));
        return (int)response.StatusCode;
    }

    /// <summary>The player opens the page, allows the application, and the browser goes where it is sent.</summary>
    public async ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown)
    {
        Asked++;
        Page = Assert.IsType<RedirectChallenge>(challenge).Authorize;
        using HttpClient browser = new(new SocketsHttpHandler { UseProxy = false });
        using HttpResponseMessage page = await browser.GetAsync(Page, whileShown);
        return null;
    }

    /// <summary>The process is killed: whatever it goes on to do reaches nobody. The caller goes on with a copy of its store.</summary>
    public Task KillAsync() => _killed.CancelAsync();

    public async Task StopAsync() => await _host.StopAsync().WaitAsync(BackendWorld.Patience);

    public async ValueTask DisposeAsync()
    {
        await _world.WalkAsync(StopAsync());
        _host.Dispose();
        _killed.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Func<Task<HttpResponseMessage>> pass)
    {
        if (_killed.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The process is dead.");
        }

        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        Dictionary<string, string> headers = request.Headers.NonValidated.ToDictionary(static one => one.Key, static one => one.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, _world.Clock);
        }

        Sent.Enqueue(new SentRequest(request.RequestUri!, headers, body, _world.Clock.GetUtcNow()));
        Interlocked.Increment(ref _inFlight);
        try
        {
            HttpResponseMessage response = await (Between is { } between ? between(request, pass) : pass());
            return _killed.IsCancellationRequested ? throw new HttpRequestException(HttpRequestError.ResponseEnded, "The process is dead.") : response;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private sealed class Wire(ClientApp app) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => app.SendAsync(request, () => base.SendAsync(request, cancellationToken));
    }
}

/// <summary>A request as it left.</summary>
internal sealed record SentRequest(Uri Address, IReadOnlyDictionary<string, string> Headers, string Body, DateTimeOffset At)
{
    public string Path => Address.AbsolutePath;
}
