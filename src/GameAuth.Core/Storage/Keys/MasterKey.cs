namespace GameAuth.Storage;

/// <summary>The 32 bytes from which every key of a store is derived. Immutable; prints without them.</summary>
public sealed class MasterKey
{
    /// <summary>The length of a master key in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes;

    /// <summary>Wraps a key.</summary>
    /// <param name="bytes">Exactly <see cref="Size"/> bytes from a cryptographic random generator or a key derivation; copied.</param>
    /// <param name="source">Where it came from, for logs.</param>
    /// <param name="protection">How it is protected there.</param>
    /// <exception cref="ArgumentException">The length is wrong, or every byte is the same.</exception>
    public MasterKey(ReadOnlySpan<byte> bytes, string source, KeyProtection protection)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A master key has {Size} bytes; these are {bytes.Length}. Make one with RandomNumberGenerator.GetBytes({Size}).", nameof(bytes));
        }

        if (!bytes.ContainsAnyExcept(bytes[0]))
        {
            throw new ArgumentException($"A master key of one repeated byte is no key. Make one with RandomNumberGenerator.GetBytes({Size}).", nameof(bytes));
        }

        _bytes = bytes.ToArray();
        Source = source;
        Protection = protection;
    }

    /// <summary>Where it came from, for logs.</summary>
    public string Source { get; }

    /// <summary>How it is protected there.</summary>
    public KeyProtection Protection { get; }

    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Never the key.</summary>
    /// <returns>The source and its protection.</returns>
    public override string ToString() => $"[master key: {Source}, {Protection}]";
}

/// <summary>How a master key is protected, from less to more, so that an application can require a minimum. The values never change.</summary>
public enum KeyProtection
{
    /// <summary>A key file that only this user may read. It protects copies of the token files only, not of the whole disk.</summary>
    KeyFile = 0,

    /// <summary>A secret that the platform mounts: systemd credentials, Docker or Kubernetes secrets.</summary>
    MountedSecret = 10,

    /// <summary>Derived from a passphrase that is stored nowhere.</summary>
    Passphrase = 20,

    /// <summary>The application provides the key and is responsible for it.</summary>
    Caller = 30,

    /// <summary>The operating system's keystore, bound to the signed-in user.</summary>
    OsKeystore = 40,

    /// <summary>Made for a store in memory and kept nowhere else; it ends with the process.</summary>
    Process = 50,
}

/// <summary>Which key seals the store and how it is protected. It is meant for logs and user interfaces.</summary>
/// <param name="Source">Where the key came from.</param>
/// <param name="Protection">How it is protected there.</param>
/// <param name="KeyId">The public id of the key, 16 hex digits, as in every sealed row.</param>
public sealed record KeyReport(string Source, KeyProtection Protection, string KeyId);

/// <summary>Provides a master key: from the caller, a mounted secret, a keystore, a passphrase or a file. Safe for use from any thread.</summary>
public abstract class MasterKeySource
{
    /// <summary>Its name for logs, such as <c>mounted secret /run/secrets/gameauth</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How its key is protected; the highest level where it may return keys of several.</summary>
    public abstract KeyProtection Protection { get; }

    /// <summary>A stable id of this kind of source, by which a <see cref="KeyChain"/> remembers its choice. It has no path and nothing that changes between releases. Default: the type's full name.</summary>
    public virtual string Kind => GetType().FullName ?? Name;

    /// <summary>Why there was no key, and the fix, as the end of a message.</summary>
    internal virtual string Absence => "this machine has no such source. Configure one that it has.";

    /// <summary>Gets the key, always the same one.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The key; null where this machine has no such source at all, so that a chain may go on to the next.</returns>
    /// <exception cref="CredentialStoreException">
    /// The source exists and can't return its key now: it is locked, denied or damaged (<see cref="RowState.KeyUnavailable"/>), it has another key than
    /// before (<see cref="RowState.WrongKey"/>), or a newer release wrote it (<see cref="RowState.NewerFormat"/>). A chain stops here,
    /// since the next source would silently give another key.
    /// </exception>
    public abstract ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken);

    /// <summary>Deletes what this source has made: a keystore item, a key file, stored parameters. Rows that were sealed under the key can never be opened again. Default: nothing, since the key belongs to somebody else.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when it is gone; at once where there was nothing.</returns>
    /// <exception cref="CredentialStoreException">It can not be deleted now (<see cref="RowState.KeyUnavailable"/>). Do what the message says, and call again.</exception>
    public virtual ValueTask ForgetAsync(CancellationToken cancellationToken) => default;

    /// <summary>The same source, which checks the minimum itself before it remembers a choice.</summary>
    internal virtual MasterKeySource WithMinimum(KeyProtection minimum) => this;

    /// <summary>Makes the error of this source, for implementations.</summary>
    /// <param name="message">What went wrong and the fix; no secret.</param>
    /// <param name="inner">The cause, or null where it may print a secret.</param>
    /// <returns>The exception to throw.</returns>
    protected CredentialStoreException Unavailable(string message, Exception? inner = null) =>
        new($"The master key is not available from {Name}: {message}", RowState.KeyUnavailable, inner) { Step = "master key" };
}
