using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GameAuth;
using GameAuth.Emulator;
using GameAuth.Hytale;
using HytaleServer.Join;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HytaleServer.Emulated;

/// <summary>The launcher of the emulator's player: another program than the server, with a store and a game session of its own.</summary>
internal sealed class EmulatedLauncher : IAsyncDisposable
{
    private readonly GameAuthEmulator _emulator;
    private readonly IHost _host;
    private readonly HytaleProfile _profile;
    private readonly HytaleGameSession _session;
    private readonly X509Certificate2 _certificate;

    private EmulatedLauncher(GameAuthEmulator emulator, IHost host, HytaleProfile profile, HytaleGameSession session)
    {
        (_emulator, _host, _profile, _session) = (emulator, host, profile, session);
        _certificate = SelfSigned.Make("CN=hytale-player", host.Services.GetRequiredService<TimeProvider>());
    }

    public static async Task<EmulatedLauncher> StartAsync(GameAuthEmulator emulator, CancellationToken cancellationToken)
    {
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.Logging.SetMinimumLevel(LogLevel.Warning);
        app.UseEmulator(emulator);
        app.Services.AddGameAuth(static options => options.ApplicationName = "emulated-launcher")
            .UseMemoryStore().UseKey(RandomNumberGenerator.GetBytes(32)).AddHytale();
        IHost host = app.Build();
        try
        {
            await host.StartAsync(cancellationToken);
            HytaleAccount player = await host.Services.GetRequiredService<IHytaleAuth>().SignInAsync(HytaleSignIn.DeviceCode(new SilentPrompt()), cancellationToken);
            HytaleProfile profile = (await player.GetProfilesAsync(cancellationToken))[^1];
            return new EmulatedLauncher(emulator, host, profile, await player.CreateGameSessionAsync(profile.Id, cancellationToken));
        }
        catch
        {
            await StopAsync(host);
            throw;
        }
    }

    /// <summary>Joins with good tokens, and once more with an identity token of which one bit was turned.</summary>
    public async Task JoinTwiceAsync(IPEndPoint server, CancellationToken cancellationToken)
    {
        EmulatedJoin join = new(_session, _host.Services.GetRequiredService<HytaleTokenValidator>(), _profile, _certificate);
        foreach (HytaleSignature signature in (HytaleSignature[])[HytaleSignature.Genuine, HytaleSignature.Flipped])
        {
            // The emulator's stand-in for what a player's launcher gets; a game session's own identity token is a server's.
            Secret identity = new(_emulator.Hytale.IssueToken(new HytaleTokenRequest { Profile = _profile.Username, Signature = signature }));
            Console.WriteLine($"Player {_profile.Username} comes with a token that is {signature}: {await join.RunAsync(server, identity, cancellationToken)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await StopAsync(_host);
        _certificate.Dispose();
    }

    private static async Task StopAsync(IHost host)
    {
        await host.StopAsync(CancellationToken.None);
        host.Dispose();
    }
}

/// <summary>Shows nothing: the emulator's people approve by themselves.</summary>
internal sealed class SilentPrompt : ISignInPrompt
{
    public ValueTask<Secret?> AskAsync(SignInChallenge challenge, CancellationToken whileShown) => new((Secret?)null);

    public void OnProgress(SignInChallenge challenge, SignInProgress progress)
    {
    }
}
