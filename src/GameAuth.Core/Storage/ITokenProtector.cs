namespace GameAuth.Storage;

/// <summary>Seals rows; stands above every store. Safe for use from any thread.</summary>
public interface ITokenProtector
{
    /// <summary>Fetches what the other members need, such as a key from a keyring. Await it before each of them; at once done after the first success, and tried anew after a failure.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when sealing and opening can begin.</returns>
    /// <exception cref="CredentialStoreException">The key is not to be had now (<see cref="RowState.KeyUnavailable"/>); the message names the fix.</exception>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Seals a row to its place and version, so that it opens nowhere else.</summary>
    /// <param name="plain">The row in the clear.</param>
    /// <param name="key">Its place, as the store sees it.</param>
    /// <param name="version">The version that it is written under.</param>
    /// <returns>The sealed bytes.</returns>
    /// <exception cref="CredentialStoreException">The key is not to be had now.</exception>
    byte[] Protect(ReadOnlySpan<byte> plain, RowKey key, RowVersion version);

    /// <summary>Opens a row.</summary>
    /// <param name="sealedBytes">What <see cref="Protect"/> returned.</param>
    /// <param name="key">The place where it was found.</param>
    /// <param name="version">The version under which it was found.</param>
    /// <param name="plain">The row in the clear, when the state is <see cref="RowState.Found"/>.</param>
    /// <returns><see cref="RowState.Found"/>, <see cref="RowState.KeyUnavailable"/>, <see cref="RowState.WrongKey"/>, <see cref="RowState.Corrupt"/> or <see cref="RowState.NewerFormat"/>.</returns>
    RowState Unprotect(ReadOnlySpan<byte> sealedBytes, RowKey key, RowVersion version, out byte[] plain);

    /// <summary>Whether a row is sealed with the key and the format that <see cref="Protect"/> uses now.</summary>
    /// <param name="sealedBytes">What <see cref="Protect"/> returned, now or earlier.</param>
    /// <returns>False when it should be sealed anew, so that an older key can be dropped.</returns>
    bool IsCurrent(ReadOnlySpan<byte> sealedBytes);

    /// <summary>Removes the keys that it, or their sources, made; what was sealed under them opens never again. The next <see cref="PrepareAsync"/> makes new ones.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when they are gone; at once where every key is somebody else's.</returns>
    /// <exception cref="CredentialStoreException">A key can not be removed now (<see cref="RowState.KeyUnavailable"/>).</exception>
    ValueTask ForgetAsync(CancellationToken cancellationToken);
}
