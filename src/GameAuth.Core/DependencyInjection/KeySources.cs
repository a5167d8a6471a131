using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameAuth.Providers;

/// <summary>The key sources that a host's store is sealed with: those that were chosen, or what stands in for a choice.</summary>
internal sealed class KeySources
{
    public KeySources(IServiceProvider host)
    {
        KeyProtection minimum = host.GetRequiredService<IOptions<GameAuthOptions>>().Value.MinimumProtection;
        MasterKeySource[] sources = [.. host.GetServices<MasterKeySource>()];
        Ring = new KeyRing(sources.Length == 0
            ? [MinimumProtectionKeySource.Over(KeyDefaults.Unchosen(host), minimum)]
            : [MinimumProtectionKeySource.Over(sources[0], minimum), .. sources.Skip(1)]);
    }

    /// <summary>Their keys, the newest first: it seals, and the others only open what was sealed before. Fetched once for all who use them, so that a passphrase is asked for once.</summary>
    public KeyRing Ring { get; }
}

/// <summary>The key sources of a host, with what belongs to its store beside its store.</summary>
internal static class KeyDefaults
{
    /// <summary>The systemd credential that is looked for where none is named.</summary>
    public const string Credential = "gameauth";

    /// <summary>The source of a host that chose none.</summary>
    public static MasterKeySource Unchosen(IServiceProvider host) => host.GetRequiredService<ITokenStore>() is MemoryTokenStore store
        ? EphemeralKeySource.For(store)
        : new UnchosenKeySource(Chain(host, [MountedSecretKeySource.FromCredentialsDirectory(Credential), Keystore(host)]));

    public static KeyChain Chain(IServiceProvider host, IReadOnlyList<MasterKeySource> sources) =>
        new(StoreDirectory(host), sources, host.GetRequiredService<TimeProvider>());

    public static KeystoreKeySource Keystore(IServiceProvider host) => new(
        StoreDefaults.ApplicationName(host), StoreDirectory(host), host.GetRequiredService<TimeProvider>(), LocalDisk.Instance, host.GetService<IKeystore>());

    public static PassphraseKeySource Passphrase(IServiceProvider host, Func<CancellationToken, ValueTask<Secret?>> ask) =>
        new(StoreDirectory(host), ask, timeProvider: host.GetRequiredService<TimeProvider>());

    public static KeyFileKeySource KeyFile(IServiceProvider host, string? path) => new(
        path ?? FileTokenStore.DirectoryFor(StoreDefaults.ApplicationName(host)) + ".key", host.GetRequiredService<TimeProvider>());

    // A store that is elsewhere, such as in a database, has no directory; what belongs to its key is then the user's own on this machine.
    private static string StoreDirectory(IServiceProvider host) => host.GetRequiredService<ITokenStore>() is FileTokenStore files
        ? files.Directory
        : FileTokenStore.DirectoryFor(StoreDefaults.ApplicationName(host));
}

/// <summary>The chain of a host that chose no key: where this machine has none of its sources, the error lists the choices.</summary>
internal sealed class UnchosenKeySource(KeyChain chain) : MasterKeySource
{
    public override string Name => chain.Name;

    public override KeyProtection Protection => chain.Protection;

    public override string Kind => chain.Kind;

    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) =>
        await chain.GetKeyAsync(cancellationToken).ConfigureAwait(false) ?? throw new GameAuthConfigurationException(
            $"GameAuth: no key source is chosen, this machine has none of the usual ones, and tokens are never stored in the clear. {chain.Absence} "
            + "Choose one: UseKey(bytes) for a key of your own, UseMountedSecret(path) for a secret of Docker or Kubernetes, UseCredential(name) for a systemd credential, "
            + "UseKeystore() for the keystore of a desktop session, UsePassphrase(ask) for a passphrase, or UseKeyFile() for a file that only this user can read.")
        { Step = "options" };

    internal override MasterKeySource WithMinimum(KeyProtection minimum) => new UnchosenKeySource(chain.WithMinimum(minimum));

    public override ValueTask ForgetAsync(CancellationToken cancellationToken) => chain.ForgetAsync(cancellationToken);
}

/// <summary>The store and the protector of a host that chose no others.</summary>
internal static class StoreDefaults
{
    public static FileTokenStore FileStore(IServiceProvider host, string? directory) => new(
        directory ?? FileTokenStore.DirectoryFor(ApplicationName(host)), host.GetRequiredService<TimeProvider>());

    public static AesGcmTokenProtector Protector(IServiceProvider host) => new(ApplicationName(host), host.GetRequiredService<KeySources>().Ring);

    public static string ApplicationName(IServiceProvider host) => host.GetRequiredService<IOptions<GameAuthOptions>>().Value.ApplicationName;
}
