using NSec.Cryptography;

namespace GameAuth.Jose;

/// <summary>Signs with EdDSA on Ed25519 (RFC 8032, RFC 8037 section 3.1), by libsodium. Safe for use from any thread; all cores sign at once.</summary>
/// <remarks>
/// The private key is in guarded memory of libsodium, which the garbage collector never copies, and is zeroed there when the signer is disposed.
/// Nothing but <see cref="ExportSeed"/> shows it.
/// </remarks>
public sealed class Ed25519JwsSigner : IJwsSigner, IDisposable
{
    /// <summary>The length of a private key's seed: 32 bytes (RFC 8032 section 5.1.5).</summary>
    public const int SeedSize = 32;

    private readonly Key _key;

    private Ed25519JwsSigner(Key key, string? keyId)
    {
        _key = key;
        PublicKey = Ed25519PublicKey.TryImport(key.PublicKey.Export(KeyBlobFormat.RawPublicKey), out Ed25519PublicKey? publicKey)
            ? JsonWebKey.FromEd25519(publicKey, keyId)
            : throw new InvalidOperationException("libsodium gave a public key that is none.");
    }

    /// <inheritdoc/>
    public JsonWebKey PublicKey { get; }

    /// <inheritdoc/>
    public int SignatureLength => Ed25519PublicKey.SignatureSize;

    private static KeyCreationParameters Exportable => new() { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };

    /// <summary>A signer with a new key, of 256 random bits from the system's generator.</summary>
    /// <param name="keyId">The key's id in the header; null for none.</param>
    /// <returns>The signer, which is the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">The id is empty or longer than <see cref="JwsLimits.MaxKeyIdLength"/> bytes.</exception>
    public static Ed25519JwsSigner Generate(string? keyId = null) => Of(Key.Create(SignatureAlgorithm.Ed25519, Exportable), keyId);

    /// <summary>A signer with a key that was kept.</summary>
    /// <param name="seed">The seed; <see cref="SeedSize"/> bytes. It is copied, and zeroing the original stays with the caller.</param>
    /// <param name="keyId">The key's id in the header; null for none.</param>
    /// <returns>The signer, which is the caller's to dispose.</returns>
    /// <exception cref="ArgumentException">The seed has another length, or the id is empty or longer than <see cref="JwsLimits.MaxKeyIdLength"/> bytes.</exception>
    public static Ed25519JwsSigner Import(ReadOnlySpan<byte> seed, string? keyId = null) =>
        seed.Length == SeedSize && Key.TryImport(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, out Key? key, Exportable)
            ? Of(key!, keyId)
            : throw new ArgumentException("The seed of an Ed25519 key has 32 bytes.", nameof(seed));

    /// <summary>Writes the seed, from which <see cref="Import"/> makes the same key: a secret. Seal it, and zero the buffer.</summary>
    /// <param name="destination">At least <see cref="SeedSize"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    /// <exception cref="ObjectDisposedException">The signer was disposed.</exception>
    public void ExportSeed(Span<byte> destination)
    {
        if (!_key.TryExport(KeyBlobFormat.RawPrivateKey, destination, out _))
        {
            throw new ArgumentException("The seed of an Ed25519 key has 32 bytes.", nameof(destination));
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The signer was disposed.</exception>
    public void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature) => SignatureAlgorithm.Ed25519.Sign(_key, signingInput, signature);

    /// <summary>Zeroes the private key and releases it; a call of <see cref="Sign"/> that is under way ends first.</summary>
    public void Dispose() => _key.Dispose();

    // The key is nobody's when the signer is refused.
    private static Ed25519JwsSigner Of(Key key, string? keyId)
    {
        try
        {
            return new Ed25519JwsSigner(key, keyId);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
