namespace GameAuth.Storage;

/// <summary>Where a master key comes from: a caller, a mounted secret, a keystore, a passphrase, a file. Safe for use from any thread.</summary>
public abstract class MasterKeySource
{
    /// <summary>What it is, in words that may be logged, such as <c>mounted secret /run/secrets/gameauth</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What guards its key; the highest level where it may have keys of several.</summary>
    public abstract KeyProtection Protection { get; }

    /// <summary>A stable id of this sort of source, by which a <see cref="KeyChain"/> remembers its choice: no path and nothing that changes between releases. Default: the type's full name.</summary>
    public virtual string Kind => GetType().FullName ?? Name;

    /// <summary>Why there was no key and what would bring one, in words for the end of a message.</summary>
    internal virtual string Absence => "this machine has no such source. Configure one that it has.";

    /// <summary>Gets the key, always the same one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key; null where this machine has no such source at all, so that a chain may go on to the next.</returns>
    /// <exception cref="CredentialStoreException">
    /// The source is there and its key is not to be had now: locked, denied, damaged (<see cref="RowState.KeyUnavailable"/>), another key than the one
    /// that it gave before (<see cref="RowState.WrongKey"/>), written by a newer release (<see cref="RowState.NewerFormat"/>). A chain stops here,
    /// since going on would silently choose another key.
    /// </exception>
    public abstract ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken);

    /// <summary>Removes what this source itself has made: a keystore item, a key file, stored parameters. What was sealed under the key opens never again. Default: nothing, since the key is somebody else's.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when it is gone; at once where there was nothing.</returns>
    /// <exception cref="CredentialStoreException">It can not be removed now (<see cref="RowState.KeyUnavailable"/>); call again when the message's fix is done.</exception>
    public virtual ValueTask ForgetAsync(CancellationToken cancellationToken) => default;

    /// <summary>The same source, made to refuse less than a minimum within itself where it has a choice to remember.</summary>
    internal virtual MasterKeySource WithMinimum(KeyProtection minimum) => this;

    /// <summary>The failure of this source, for implementations.</summary>
    /// <param name="message">What went wrong and the fix; no secret.</param>
    /// <param name="inner">The cause, or null where it may print a secret.</param>
    /// <returns>The exception to throw.</returns>
    protected CredentialStoreException Unavailable(string message, Exception? inner = null) =>
        new($"The master key is not available from {Name}: {message}", RowState.KeyUnavailable, inner) { Step = "master key" };
}
