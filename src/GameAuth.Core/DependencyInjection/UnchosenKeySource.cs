using GameAuth.Storage;

namespace GameAuth.Providers;

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
