using GameAuth.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Providers;

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
