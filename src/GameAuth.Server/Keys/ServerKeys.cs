using GameAuth.Storage;

namespace GameAuth.Server;

/// <summary>The keys of what stands around the engine, each for one purpose. Loaded at the host's start.</summary>
internal sealed class ServerKeys(KeyDerivation derivation)
{
    // The purposes never change, since the keys change with them.

    /// <summary>Authenticates the nonces of DPoP proofs.</summary>
    public DerivedKeys DpopNonces { get; } = new(derivation, "session server: dpop nonce");

    /// <summary>Hashes the ids of DPoP proofs.</summary>
    public DerivedKeys DpopProofs { get; } = new(derivation, "session server: dpop proof");

    /// <summary>Hashes players' accounts at their providers.</summary>
    public DerivedKeys ProviderAccounts { get; } = new(derivation, "session server: provider account");

    /// <summary>Hashes players in the audit.</summary>
    public DerivedKeys AuditAccounts { get; } = new(derivation, "session server: audit");

    /// <summary>Authenticates the tickets of rooms.</summary>
    public DerivedKeys RoomTickets { get; } = new(derivation, "session server: room ticket");

    /// <summary>Loads all.</summary>
    /// <exception cref="CredentialStoreException">The master key is not to be had now.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        await DpopNonces.LoadAsync(cancellationToken).ConfigureAwait(false);
        await DpopProofs.LoadAsync(cancellationToken).ConfigureAwait(false);
        await ProviderAccounts.LoadAsync(cancellationToken).ConfigureAwait(false);
        await AuditAccounts.LoadAsync(cancellationToken).ConfigureAwait(false);
        await RoomTickets.LoadAsync(cancellationToken).ConfigureAwait(false);
    }
}
