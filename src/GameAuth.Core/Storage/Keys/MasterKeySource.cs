namespace GameAuth.Storage;

/// <summary>Where a master key comes from: a caller, a mounted secret, a keystore, a file. Safe for use from any thread.</summary>
public abstract class MasterKeySource
{
    /// <summary>What it is, in words that may be logged, such as <c>mounted secret /run/secrets/gameauth</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What guards its key.</summary>
    public abstract KeyProtection Protection { get; }

    /// <summary>Gets the key, always the same one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key; null where this machine has no such source at all, so that a chain may go on to the next.</returns>
    /// <exception cref="CredentialStoreException">
    /// The source is there and its key is not to be had now (<see cref="RowState.KeyUnavailable"/>): locked, denied, damaged. A chain stops here,
    /// since going on would silently choose another key.
    /// </exception>
    public abstract ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken);

    /// <summary>The failure of this source, for implementations.</summary>
    /// <param name="message">What went wrong and the fix; no secret.</param>
    /// <param name="inner">The cause, or null where it may print a secret.</param>
    /// <returns>The exception to throw.</returns>
    protected CredentialStoreException Unavailable(string message, Exception? inner = null) =>
        new($"The master key is not available from {Name}: {message}", RowState.KeyUnavailable, inner) { Step = "master key" };
}
