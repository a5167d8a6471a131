namespace GameAuth.Storage;

/// <summary>Seals and opens the rows of a store. Safe for use from any thread.</summary>
public interface ITokenProtector
{
    /// <summary>Fetches what the other members need, such as a key from a keyring. Await it before each of them. After the first success it returns at once; after a failure it tries again.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when sealing and opening can begin.</returns>
    /// <exception cref="CredentialStoreException">The key is not available now (<see cref="RowState.KeyUnavailable"/>); the message names the fix.</exception>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Seals a row for its key and version, so that it opens only there.</summary>
    /// <param name="plain">The row in the clear.</param>
    /// <param name="key">Its key, as the store sees it.</param>
    /// <param name="version">The version that it is written under.</param>
    /// <returns>The sealed bytes.</returns>
    /// <exception cref="CredentialStoreException">The key is not available now.</exception>
    byte[] Protect(ReadOnlySpan<byte> plain, RowKey key, RowVersion version);

    /// <summary>Opens a row.</summary>
    /// <param name="sealedBytes">What <see cref="Protect"/> returned.</param>
    /// <param name="key">The key under which it was found.</param>
    /// <param name="version">The version under which it was found.</param>
    /// <param name="plain">The row in the clear, when the state is <see cref="RowState.Found"/>.</param>
    /// <returns><see cref="RowState.Found"/>, <see cref="RowState.KeyUnavailable"/>, <see cref="RowState.WrongKey"/>, <see cref="RowState.Corrupt"/> or <see cref="RowState.NewerFormat"/>.</returns>
    RowState Unprotect(ReadOnlySpan<byte> sealedBytes, RowKey key, RowVersion version, out byte[] plain);

    /// <summary>Whether a row is sealed with the key and the format that <see cref="Protect"/> uses now.</summary>
    /// <param name="sealedBytes">What <see cref="Protect"/> returned, now or earlier.</param>
    /// <returns>False when it should be sealed again, so that an older key can be dropped.</returns>
    bool IsCurrent(ReadOnlySpan<byte> sealedBytes);

    /// <summary>Deletes the keys that it or their sources made. Rows that were sealed under them can never be opened again. The next <see cref="PrepareAsync"/> makes new keys.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when they are deleted; at once where every key belongs to somebody else.</returns>
    /// <exception cref="CredentialStoreException">A key can not be deleted now (<see cref="RowState.KeyUnavailable"/>).</exception>
    ValueTask ForgetAsync(CancellationToken cancellationToken);
}
