using GameAuth.Emulator;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale.Tests.Emulated;

/// <summary>An application against the emulator, both on one clock.</summary>
internal sealed class EmulatedWorld : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly IHost _host;
    private readonly RequestHook _hook;

    private EmulatedWorld(FakeClock clock, GameAuthEmulator emulator, IHost host, RequestHook hook)
    {
        (Clock, Emulator, _host, _hook) = (clock, emulator, host, hook);
        Prompt = new CodePrompt(clock);
    }

    public FakeClock Clock { get; }

    public GameAuthEmulator Emulator { get; }

    public CodePrompt Prompt { get; }

    public IHytaleAuth Hytale => _host.Services.GetRequiredService<IHytaleAuth>();

    public static async Task<EmulatedWorld> StartAsync(Action<EmulatorOptions> services, Action<HytaleOptions> client)
    {
        FakeClock clock = new();
        EmulatorOptions options = new() { TimeProvider = clock, Providers = { "hytale" } };
        services(options);
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        HostApplicationBuilder app = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Services.AddSingleton<TimeProvider>(clock);
        app.Services.AddGameAuth(static family =>
            {
                family.ApplicationName = "hytale-tests";
                family.Tokens.WatchInterval = TimeSpan.FromDays(30);
            })
            .UseMemoryStore().UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddHytale(client);
        RequestHook hook = new();
        hook.AddTo(app.Services);
        IHost host = app.Build();
        await host.StartAsync();
        return new EmulatedWorld(clock, emulator, host, hook);
    }

    public Task<HytaleAccount> SignInAsync() => Hytale.SignInAsync(HytaleSignIn.DeviceCode(Prompt)).WaitAsync(Patience);

    /// <summary>Lets time pass until the session has been renewed.</summary>
    public async Task RenewedAsync(HytaleGameSession session)
    {
        Task renewed = session.RenewedAsync();
        Clock.MoveCloseTo(session);
        await _hook.PassUntilAsync(Clock, renewed);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().WaitAsync(Patience);
        _host.Dispose();
        await Emulator.DisposeAsync();
    }
}
