using System.Security.Cryptography;

namespace GameAuth.Jose;

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
