using System.Security.Cryptography;

namespace GameAuth.Jose;

/// <summary>Makes signing keys of one algorithm, and opens them again: for whoever keeps keys sealed, such as an issuer that changes its keys by itself.</summary>
/// <remarks>An implementation must be safe for use from any thread.</remarks>
public interface IJwsKeyFactory
{
    /// <summary>The algorithm of its keys.</summary>
    JwsAlgorithm Algorithm { get; }

    /// <summary>Makes a private key.</summary>
    /// <returns>The key in the factory's own form: a secret. Seal it, and clear the array.</returns>
    byte[] Create();

    /// <summary>Opens a private key.</summary>
    /// <param name="privateKey">What <see cref="Create"/> returned; copied.</param>
    /// <param name="keyId">The key's id in the header.</param>
    /// <returns>A signer that lives until it is disposed, where it can be.</returns>
    /// <exception cref="CryptographicException">The bytes are no such key.</exception>
    IJwsSigner Open(ReadOnlySpan<byte> privateKey, string keyId);
}

/// <summary>Makes RSA keys of 2048 bits for RS256, as PKCS #8 (RFC 5208). Safe for use from any thread.</summary>
public sealed class RsaJwsKeyFactory : IJwsKeyFactory
{
    private const int KeySize = 2048;

    /// <inheritdoc/>
    public JwsAlgorithm Algorithm => JwsAlgorithm.Rs256;

    /// <inheritdoc/>
    public byte[] Create()
    {
        using RSA key = RSA.Create(KeySize);
        return key.ExportPkcs8PrivateKey();
    }

    /// <inheritdoc/>
    public IJwsSigner Open(ReadOnlySpan<byte> privateKey, string keyId)
    {
        RSA key = RSA.Create();
        try
        {
            key.ImportPkcs8PrivateKey(privateKey, out _);
            return new RsaJwsSigner(key, keyId);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }
}
