using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GameAuth.Emulator;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale.Tests.Join;

/// <summary>An emulated service, a server and a player with a game session each, and their certificates.</summary>
internal sealed class JoinWorld : IAsyncDisposable
{
    public const string Audience = "emu-server-1";

    public static readonly Guid Ranger = Guid.Parse(EmulatedHytaleAccount.Default.Profiles[0].Uuid);
    public static readonly Guid Miner = Guid.Parse(EmulatedHytaleAccount.Default.Profiles[1].Uuid);

    private readonly IHost _host;
    private readonly RequestHook _hook;

    private JoinWorld(GameAuthEmulator emulator, FakeClock clock, IHost host, RequestHook hook, HytaleGameSession server, HytaleGameSession player)
    {
        (Emulator, Clock, _host, _hook, Server, Player) = (emulator, clock, host, hook, server, player);
        Tokens = host.Services.GetRequiredService<HytaleTokenValidator>();
        Door = new JoinHandshake(server, Tokens, Audience, ServerCertificate);
    }

    public GameAuthEmulator Emulator { get; }

    public FakeClock Clock { get; }

    public HytaleTokenValidator Tokens { get; }

    public HytaleGameSession Server { get; }

    public HytaleGameSession Player { get; }

    public JoinHandshake Door { get; }

    public X509Certificate2 ServerCertificate { get; } = Certificate("CN=emu-server");

    public X509Certificate2 PlayerCertificate { get; } = Certificate("CN=emu-player");

    public static async Task<JoinWorld> StartAsync(Action<EmulatorOptions>? configure = null)
    {
        FakeClock clock = new();
        EmulatorOptions options = new() { TimeProvider = clock, Providers = { "hytale" } };
        options.Hytale.IdentityScope = HytaleScope.Client;
        configure?.Invoke(options);
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Services.AddSingleton<TimeProvider>(clock);
        app.Services.AddGameAuth(static settings =>
            {
                settings.ApplicationName = "hytale-join-tests";
                settings.Tokens.WatchInterval = TimeSpan.FromDays(30);
            })
            .UseMemoryStore(new MemoryTokenStore(clock))
            .UseKey([.. Enumerable.Range(1, 32).Select(static i => (byte)i)])
            .AddHytale();
        RequestHook hook = new();
        hook.AddTo(app.Services);
        IHost host = app.Build();
        await host.StartAsync();
        HytaleAccount me = await host.Services.GetRequiredService<IHytaleAuth>()
            .SignInAsync(HytaleSignIn.DeviceCode(new CodePrompt(clock))).WaitAsync(TimeSpan.FromSeconds(30));
        return new JoinWorld(emulator, clock, host, hook, await me.CreateGameSessionAsync(Ranger), await me.CreateGameSessionAsync(Miner));
    }

    /// <summary>Runs before each request of the application leaves.</summary>
    public Func<HttpRequestMessage, Task>? BeforeSend
    {
        set => _hook.BeforeSend = value;
    }

    public static byte[] Hash(X509Certificate2 certificate) => certificate.GetCertHash(HashAlgorithmName.SHA256);

    public Task<JoinStart> BeginAsync() => Door.BeginAsync(Player.IdentityToken, Miner, "EmuMiner");

    /// <summary>What the player's client does with the grant: its own token, and a grant for the server.</summary>
    public async Task<(Secret Access, Secret ServerGrant)> AnswerAsync(JoiningPlayer joining)
    {
        Secret access = await Player.RedeemJoinGrantAsync(joining.Grant, Hash(PlayerCertificate));
        return (access, await Player.RequestJoinGrantAsync(joining.ServerIdentityToken, "emu-player-1"));
    }

    /// <summary>Lets the pauses between attempts pass, and nothing longer.</summary>
    public async Task PassRetriesAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            if (_hook.InFlight == 0 && Clock.NextTimer is { } pause && pause < TimeSpan.FromSeconds(15))
            {
                Clock.Advance(pause);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(2));
        }
    }

    /// <inheritdoc cref="RequestHook.PassUntilAsync"/>
    public Task PassUntilAsync(Task work) => _hook.PassUntilAsync(Clock, work);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Emulator.DisposeAsync();
        ServerCertificate.Dispose();
        PlayerCertificate.Dispose();
    }

    private static X509Certificate2 Certificate(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest(name, key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
