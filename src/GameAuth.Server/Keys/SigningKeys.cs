namespace GameAuth.Server;

/// <summary>The keys that sign access tokens: made by the server, turned in time without anybody's work, and replaced at once where one may be known to somebody else. Found in the services; safe for use from any thread.</summary>
public sealed class SigningKeys
{
    private readonly SigningKeyRing _ring;

    internal SigningKeys(SigningKeyRing ring) => _ring = ring;

    /// <summary>
    /// Drops all signing keys and signs with a new one at once: for a key that somebody else may have. Every access token ends with it, here at once and at the other nodes within 30 seconds;
    /// sessions live on, and their clients get new access tokens with their next refresh. Verifiers that cache keys refuse the new tokens until they fetch the keys again.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Done when the new key is stored.</returns>
    /// <exception cref="CredentialStoreException">The token store can not be read or written; nothing has changed.</exception>
    public Task ReplaceAsync(CancellationToken cancellationToken = default) => _ring.ReplaceAsync(cancellationToken);

    /// <summary>The published keys as a JSON Web Key Set (RFC 7517) in UTF-8, as <c>/.well-known/jwks.json</c> has it.</summary>
    /// <exception cref="CredentialStoreException">The keys were not read yet.</exception>
    public ReadOnlyMemory<byte> PublicKeySet => _ring.Current.Document;
}
