using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GameAuth.Server;

/// <summary>The server's start: checks that fail early, with the option and the fix, then what the first request needs, the keys and the store, and then what runs beside requests.</summary>
/// <remarks>It is the host's one service of this package: the others stand on a store and a key, and a host that lacks one is told so here rather than by the container.</remarks>
internal sealed partial class ServerStart(IServiceProvider host, ILogger<ServerStart> logger) : IHostedService
{
    private readonly ILogger _logger = logger;
    private IHostedService[] _running = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (host.GetService<KeyDerivation>() is not { } derivation)
        {
            throw Wrong("the session server stands on AddGameAuth(), which brings its master key and its token store. Call services.AddGameAuth(...) beside AddGameAuthServer().");
        }

        GameAuthServerOptions options = host.GetRequiredService<IOptions<GameAuthServerOptions>>().Value;
        if (host.GetService<ISessionStore>() is not { } store)
        {
            throw Wrong("no store of sessions is chosen. Choose one on the builder: UseMemorySessions() for sessions that end with the process, or the store of GameAuth.Server.Sqlite or GameAuth.Server.PostgreSql.");
        }

        CheckProviders();
        foreach (string unread in ServerConfiguration.Unread(host))
        {
            NotRead(unread);
        }

        await CheckMasterKeyAsync(derivation, options, cancellationToken).ConfigureAwait(false);
        await host.GetRequiredService<ServerKeys>().LoadAsync(cancellationToken).ConfigureAwait(false);
        await host.GetRequiredService<SessionKeys>().GetAsync(cancellationToken).ConfigureAwait(false);
        await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await host.GetRequiredService<SigningKeyRing>().RefreshAsync(cancellationToken).ConfigureAwait(false);
        await host.GetRequiredService<AuditPeppers>().RefreshAsync(cancellationToken).ConfigureAwait(false);
        _running =
        [
            host.GetRequiredService<RevocationFollower>(), host.GetRequiredService<Acknowledgements>(), host.GetRequiredService<SigningKeyTurning>(),
            host.GetRequiredService<StorePruning>(), host.GetRequiredService<AuditWriter>(), .. host.GetServices<ServerLoop>().Select(static loop => loop.Service),
        ];
        foreach (IHostedService service in _running)
        {
            await service.StartAsync(cancellationToken).ConfigureAwait(false);
        }

        // The addresses are known once the host listens.
        host.GetService<IHostApplicationLifetime>()?.ApplicationStarted.Register(host.GetRequiredService<HostChecks>().Run);
    }

    // The host's server has answered its last request by now. What only waits to be stored is stored, while the host gives time for that.
    public Task StopAsync(CancellationToken cancellationToken) => Task.WhenAll(_running.Select(service => service.StopAsync(cancellationToken)));

    private static GameAuthConfigurationException Wrong(string what) => new($"{ServerConfiguration.Section}: {what}") { Step = "options" };

    private void CheckProviders()
    {
        SessionProfiles profiles = host.GetRequiredService<SessionProfiles>();
        RegisteredVerifier[] verifiers = [.. host.GetServices<RegisteredVerifier>()];
        if (Array.Find(verifiers, one => profiles.Find(one.Profile) is null) is { } wrong)
        {
            throw Wrong($"the provider '{wrong.Provider}' has the profile '{wrong.Profile}', which was not added. Add it with AddProfile(\"{wrong.Profile}\").");
        }

        // Whoever adds a profile for endpoints of his own begins its sessions there.
        if (verifiers.Length == 0 && profiles.All.Count == 1)
        {
            NoProvider();
        }
    }

    // Each node, and each container that starts anew, would have a key of its own, and refuse the sessions of the others.
    private async ValueTask CheckMasterKeyAsync(KeyDerivation derivation, GameAuthServerOptions options, CancellationToken cancellationToken)
    {
        KeyReport master = (await derivation.DeriveAsync("session server: master key check", cancellationToken).ConfigureAwait(false))[0].Master;
        bool isGenerated = master.Protection is KeyProtection.KeyFile or KeyProtection.OsKeystore or KeyProtection.Process;
        if (isGenerated && !options.AllowGeneratedMasterKey && host.GetService<IHostEnvironment>()?.IsDevelopment() != true)
        {
            throw Wrong(
                $"the master key was made on this machine ({master.Source}). Another node, or a container that starts anew, would have another one and refuse every session. Give all nodes one key, by "
                + "UseMountedSecret(path), UseCredential(name) or UseKey(bytes) of AddGameAuth(); or set AllowGeneratedMasterKey where this machine is the only node and keeps its disk.");
        }
    }

    [LoggerMessage(2041, LogLevel.Warning, "{What}")]
    private partial void NotRead(string what);

    [LoggerMessage(2042, LogLevel.Warning, "The session server has no provider, so nobody can sign in: add one with AddProvider(...). It checks and refreshes the sessions that there are.")]
    private partial void NoProvider();
}
