using GameAuth;
using GameAuth.Providers;
using GameAuth.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Links the sources of a key chain, in the order in which they are tried; one of each kind.</summary>
public sealed class KeyChainBuilder
{
    private readonly List<Func<IServiceProvider, MasterKeySource>> _links = [];

    internal KeyChainBuilder()
    {
    }

    /// <inheritdoc cref="GameAuthBuilder.UseMountedSecret"/>
    public KeyChainBuilder UseMountedSecret(string path) => UseKeySource(_ => new MountedSecretKeySource(path));

    /// <inheritdoc cref="GameAuthBuilder.UseCredential"/>
    public KeyChainBuilder UseCredential(string name = KeyDefaults.Credential) => UseKeySource(_ => MountedSecretKeySource.FromCredentialsDirectory(name));

    /// <inheritdoc cref="GameAuthBuilder.UseKeystore"/>
    public KeyChainBuilder UseKeystore() => UseKeySource(KeyDefaults.Keystore);

    /// <inheritdoc cref="GameAuthBuilder.UsePassphrase(Func{CancellationToken, ValueTask{Secret?}})"/>
    public KeyChainBuilder UsePassphrase(Func<CancellationToken, ValueTask<Secret?>> ask) => UseKeySource(host => KeyDefaults.Passphrase(host, ask));

    /// <inheritdoc cref="GameAuthBuilder.UsePassphrase(Secret)"/>
    public KeyChainBuilder UsePassphrase(Secret passphrase) => UsePassphrase(_ => new(passphrase));

    /// <inheritdoc cref="GameAuthBuilder.UseKeyFile"/>
    public KeyChainBuilder UseKeyFile(string? path = null) => UseKeySource(host => KeyDefaults.KeyFile(host, path));

    /// <summary>Adds a source of your own; its <see cref="MasterKeySource.Kind"/> is what the chain remembers.</summary>
    /// <param name="create">Makes the source; called once.</param>
    /// <returns>The same builder.</returns>
    public KeyChainBuilder UseKeySource(Func<IServiceProvider, MasterKeySource> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        _links.Add(create);
        return this;
    }

    internal KeyChain Build(IServiceProvider host) => KeyDefaults.Chain(host, [.. _links.Select(create => create(host))]);
}
