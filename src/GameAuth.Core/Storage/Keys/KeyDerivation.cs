using System.Text;

namespace GameAuth.Storage;

/// <summary>Derives keys for other uses than rows from the host's master keys, by HKDF-SHA256 (RFC 5869): for MACs, keyed hashes and seals of a package or an application. Safe for use from any thread.</summary>
/// <remarks>Each purpose has its own key, from which neither the master key nor the key of another purpose or application can be found. Found in the services.</remarks>
public sealed class KeyDerivation
{
    private readonly KeyRing _keys;
    private readonly string _application;

    internal KeyDerivation(KeyRing keys, string application) => (_keys, _application) = (keys, application);

    /// <summary>Derives a key from each master key.</summary>
    /// <param name="purpose">What it is for. It never changes, since the key changes with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The current key first, then those of the previous master keys, newest first: they still check what they made.</returns>
    /// <exception cref="CredentialStoreException">A master key is not available now.</exception>
    public async ValueTask<IReadOnlyList<DerivedKey>> DeriveAsync(string purpose, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        await _keys.LoadAsync(cancellationToken).ConfigureAwait(false);

        // The length stands before the application, so that no two pairs of names give the same bytes.
        byte[] info = Encoding.UTF8.GetBytes($"{Encoding.UTF8.GetByteCount(_application)}:{_application}:{purpose}");
        return [.. _keys.Keys.Select(key => new DerivedKey(key.Report, key.Derive(info)))];
    }
}

/// <summary>A key for one purpose. Immutable; prints without its bytes.</summary>
public sealed class DerivedKey
{
    private readonly byte[] _bytes;

    internal DerivedKey(KeyReport master, byte[] bytes) => (Master, _bytes) = (master, bytes);

    /// <summary>The master key that it comes from: its public id, and how it is protected.</summary>
    public KeyReport Master { get; }

    /// <summary>The 32 bytes: a secret.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Never the key.</summary>
    /// <returns>The id of the master key.</returns>
    public override string ToString() => $"[key derived from {Master.KeyId}]";
}
