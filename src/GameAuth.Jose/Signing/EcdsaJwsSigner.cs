using System.Security.Cryptography;

namespace GameAuth.Jose;

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
