using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>Makes Ed25519 keys for EdDSA (RFC 8037 section 3.1), as their seed of 32 bytes (RFC 8032 section 5.1.5). Safe for use from any thread.</summary>
public sealed class Ed25519JwsKeyFactory : IJwsKeyFactory
{
    /// <inheritdoc/>
    public JwsAlgorithm Algorithm => JwsAlgorithm.EdDsa;

    /// <inheritdoc/>
    public byte[] Create()
    {
        using Ed25519JwsSigner signer = Ed25519JwsSigner.Generate();
        byte[] seed = new byte[Ed25519JwsSigner.SeedSize];
        signer.ExportSeed(seed);
        return seed;
    }

    /// <inheritdoc/>
    public IJwsSigner Open(ReadOnlySpan<byte> privateKey, string keyId) => privateKey.Length == Ed25519JwsSigner.SeedSize
        ? Ed25519JwsSigner.Import(privateKey, keyId)
        : throw new CryptographicException("The seed of an Ed25519 key has 32 bytes.");
}
