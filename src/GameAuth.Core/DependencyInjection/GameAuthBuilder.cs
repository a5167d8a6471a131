using GameAuth;
using GameAuth.Providers;
using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses the store, the key and the providers of a host. Used while services are registered, by one thread.</summary>
public sealed class GameAuthBuilder
{
    internal GameAuthBuilder(IServiceCollection services) => Services = services;

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Keeps tokens in files: durable, crash safe, shared by processes. This is the default.</summary>
    /// <param name="directory">The directory; null for the per-user local data directory named by <see cref="GameAuthOptions.ApplicationName"/>.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseFileStore(string? directory = null) => UseStore(host => StoreDefaults.FileStore(host, directory));

    /// <summary>Keeps tokens in memory: for tests, and for hosts that sign in anew at each start.</summary>
    /// <param name="store">A store to share with other hosts in this process; null for one of its own.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseMemoryStore(MemoryTokenStore? store = null) =>
        UseStore(host => store ?? new MemoryTokenStore(host.GetRequiredService<TimeProvider>()));

    /// <summary>Keeps tokens in a store of your own. Rows reach it sealed and under hidden names.</summary>
    /// <param name="create">Makes the store; called once.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseStore(Func<IServiceProvider, ITokenStore> create)
    {
        Services.Replace(ServiceDescriptor.Singleton(create));
        return this;
    }

    /// <summary>Seals the store with a key that the application brings.</summary>
    /// <param name="key">32 random bytes, the same at every start.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseKey(ReadOnlySpan<byte> key)
    {
        CallerKeySource source = new(key);
        return UseKeySource(_ => source);
    }

    /// <summary>Seals the store with a secret that the platform mounts: Docker or Kubernetes secrets.</summary>
    /// <param name="path">The file: 32 bytes, or 64 hex digits, or their base64.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseMountedSecret(string path) => UseKeySource(_ => new MountedSecretKeySource(path));

    /// <summary>Seals the store with a systemd credential: the file <c>$CREDENTIALS_DIRECTORY/{name}</c>, from <c>LoadCredentialEncrypted=</c> (systemd.exec(5)).</summary>
    /// <param name="name">The credential's name; what the file holds is as in <see cref="UseMountedSecret"/>.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseCredential(string name = KeyDefaults.Credential) => UseKeySource(_ => MountedSecretKeySource.FromCredentialsDirectory(name));

    /// <summary>Seals the store with a key in the operating system's keystore, made at first use; see <see cref="KeystoreKeySource"/>.</summary>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseKeystore() => UseKeySource(KeyDefaults.Keystore);

    /// <summary>Seals the store with a key derived from a passphrase; see <see cref="PassphraseKeySource"/>.</summary>
    /// <param name="ask">Gets the passphrase when the key is first needed, which is at the host's start; null when the player declines.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UsePassphrase(Func<CancellationToken, ValueTask<Secret?>> ask) => UseKeySource(host => KeyDefaults.Passphrase(host, ask));

    /// <summary>Seals the store with a key derived from a passphrase; see <see cref="PassphraseKeySource"/>.</summary>
    /// <param name="passphrase">The passphrase, the same at every start.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UsePassphrase(Secret passphrase) => UsePassphrase(_ => new(passphrase));

    /// <summary>
    /// Seals the store with a key file that only this user can read (0600), made at first use. It guards copies and backups of the token
    /// files alone, not a copy of the whole profile: an explicit choice, reported in the log at every start.
    /// </summary>
    /// <param name="path">The file; null for <c>gameauth.key</c> beside the per-user directory of the store.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseKeyFile(string? path = null) => UseKeySource(host => KeyDefaults.KeyFile(host, path));

    /// <summary>Seals the store with the first of several sources that this machine has. The choice is made once and remembered; see <see cref="KeyChain"/>.</summary>
    /// <param name="link">Adds the sources in order: <c>chain => chain.UseCredential().UseKeystore().UseKeyFile()</c>.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseKeyChain(Action<KeyChainBuilder> link)
    {
        ArgumentNullException.ThrowIfNull(link);
        KeyChainBuilder chain = new();
        link(chain);
        return UseKeySource(chain.Build);
    }

    /// <summary>Seals the store with a key from a source of your own. The first source that is added seals; the others only open what was sealed before.</summary>
    /// <param name="create">Makes the source; called once.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseKeySource(Func<IServiceProvider, MasterKeySource> create)
    {
        Services.AddSingleton(create);
        return this;
    }

    /// <summary>Makes the proof keys of new devices in a place of your own. Of several the first that is available makes them; each opens those of its kind.</summary>
    /// <param name="create">Makes the source; called once.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseProofKeySource(Func<IServiceProvider, ProofKeySource> create)
    {
        Services.AddSingleton(create);
        return this;
    }

    /// <summary>
    /// Tells this machine from others by a hint of the application's own, by which a copied profile is noticed; see <see cref="CopiedProfile"/>. The default is the
    /// operating system's id of the machine, and none in a container.
    /// </summary>
    /// <param name="read">Returns any stable text, such as the id of a volume; null for none, which checks nothing. Called at the first use of each registration, and for as long as one is held back.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder UseMachineHint(Func<string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        Services.Replace(ServiceDescriptor.Singleton<IMachineHint>(new ApplicationMachineHint(read)));
        return this;
    }

    /// <summary>Keeps every stored account's tokens fresh while the host runs, used or not.</summary>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder KeepAlive()
    {
        Services.Configure<GameAuthOptions>(static options => options.KeepAlive = true);
        return this;
    }

    /// <summary>Adds an event sink.</summary>
    /// <param name="sink">Hears of every event; see <see cref="IAuthEventSink"/>.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder AddEventSink(IAuthEventSink sink)
    {
        Services.AddSingleton(sink);
        return this;
    }

    /// <summary>Adds limits to the pacer. Of two rules for the same scope the later one holds, so an application's come after the providers'.</summary>
    /// <param name="rules">The rules.</param>
    /// <returns>The same builder.</returns>
    public GameAuthBuilder AddPaceRules(params IEnumerable<PaceRule> rules)
    {
        Services.Configure<RequestPacerOptions>(options =>
        {
            foreach (PaceRule rule in rules)
            {
                options.Rules.Add(rule);
            }
        });
        return this;
    }
}
