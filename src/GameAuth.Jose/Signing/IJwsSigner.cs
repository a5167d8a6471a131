using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>Holds a private key and signs with it. Implement it for a key that lives in hardware or in a service.</summary>
/// <remarks>An implementation must be safe for use from any thread.</remarks>
public interface IJwsSigner
{
    /// <summary>The key's public half; it decides the algorithm and the key id of the header.</summary>
    JsonWebKey PublicKey { get; }

    /// <summary>The length of a signature, in bytes.</summary>
    int SignatureLength { get; }

    /// <summary>Signs.</summary>
    /// <param name="signingInput">The first two parts of the token.</param>
    /// <param name="signature">Receives the signature; <see cref="SignatureLength"/> bytes.</param>
    void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature);
}

/// <summary>Signs with ES256. Safe for use from any thread: calls wait for each other, since a key object promises nothing to two at once.</summary>
/// <param name="key">A key on the curve P-256, in software or in hardware; it stays the caller's and must outlive the signer.</param>
/// <param name="keyId">The key's id in the header; null for none.</param>
/// <exception cref="ArgumentException">The key is on another curve.</exception>
public sealed class EcdsaJwsSigner(ECDsa key, string? keyId = null) : IJwsSigner
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public JsonWebKey PublicKey { get; } = JsonWebKey.FromEcdsa(key, keyId);

    /// <inheritdoc/>
    public int SignatureLength => 2 * EcdsaMaterial.CoordinateLength;

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The key refused to sign.</exception>
    public void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        lock (_gate)
        {
            if (!key.TrySignData(signingInput, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out int written)
                || written != SignatureLength)
            {
                throw new CryptographicException("The key gave no signature of 64 bytes.");
            }
        }
    }
}

/// <summary>Signs with RS256. Safe for use from any thread: calls wait for each other, since a key object promises nothing to two at once.</summary>
/// <param name="key">An RSA key of 2048 to 8192 bits; it stays the caller's and must outlive the signer.</param>
/// <param name="keyId">The key's id in the header; null for none.</param>
/// <exception cref="ArgumentException">The key is too short, too long or weak.</exception>
public sealed class RsaJwsSigner(RSA key, string? keyId = null) : IJwsSigner
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public JsonWebKey PublicKey { get; } = JsonWebKey.FromRsa(key, keyId);

    /// <inheritdoc/>
    public int SignatureLength => (key.KeySize + 7) / 8;

    /// <inheritdoc/>
    /// <exception cref="CryptographicException">The key refused to sign.</exception>
    public void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature)
    {
        lock (_gate)
        {
            if (!key.TrySignData(signingInput, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out int written) || written != SignatureLength)
            {
                throw new CryptographicException("The key gave no signature of its own length.");
            }
        }
    }
}
