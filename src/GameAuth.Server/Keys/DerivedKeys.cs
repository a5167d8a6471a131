using GameAuth.Storage;

namespace GameAuth.Server;

/// <summary>The keys for one purpose, derived once from the host's master keys. Safe for use from any thread.</summary>
internal sealed class DerivedKeys(KeyDerivation derivation, string purpose)
{
    private IReadOnlyList<DerivedKey>? _keys;

    /// <summary>The keys: the current one first, then those of previous master keys, which still check.</summary>
    /// <exception cref="CredentialStoreException">They were not loaded: the host has not started, or its master key is not to be had.</exception>
    public IReadOnlyList<DerivedKey> Loaded => Volatile.Read(ref _keys) ?? throw new CredentialStoreException(
        "The server's keys were not derived yet; start the host before it serves.", RowState.KeyUnavailable) { Step = "master key" };

    public async ValueTask LoadAsync(CancellationToken cancellationToken) =>
        Volatile.Write(ref _keys, await derivation.DeriveAsync(purpose, cancellationToken).ConfigureAwait(false));
}
