using GameAuth.Jose;
using Microsoft.IdentityModel.Tokens;
using JsonWebKey = GameAuth.Jose.JsonWebKey;

namespace GameAuth.IdentityModel;

/// <summary>An Ed25519 public key that Microsoft.IdentityModel validates <c>EdDSA</c> tokens with, which it can not by itself. Safe for use from any thread.</summary>
/// <remarks>
/// It brings a <see cref="CryptoProviderFactory"/> of its own, so nothing changes for other keys of the process; where <see cref="TokenValidationParameters.CryptoProviderFactory"/>
/// is set, that one is asked instead and does not know the key. Verification only.
/// </remarks>
public sealed class Ed25519SecurityKey : AsymmetricSecurityKey
{
    /// <summary>The name of the algorithm in a token's header: <c>EdDSA</c> (RFC 8037 section 3.1).</summary>
    public const string Algorithm = "EdDSA";

    private const int Bits = 256;

    private readonly JsonWebKey _key;

    /// <summary>Wraps a key; its id becomes <see cref="SecurityKey.KeyId"/>.</summary>
    /// <param name="key">A key for <see cref="JwsAlgorithm.EdDsa"/>.</param>
    /// <exception cref="ArgumentException">It is for another algorithm.</exception>
    public Ed25519SecurityKey(JsonWebKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Algorithm is not JwsAlgorithm.EdDsa)
        {
            throw new ArgumentException($"The key is for {key.Algorithm}, not for EdDSA.", nameof(key));
        }

        _key = key;
        KeyId = key.KeyId;
        CryptoProviderFactory = new CryptoProviderFactory { CustomCryptoProvider = Ed25519CryptoProvider.Instance };
    }

    /// <summary>256.</summary>
    public override int KeySize => Bits;

    /// <summary>False.</summary>
    [Obsolete("Use PrivateKeyStatus, which can also say that it is not known.")]
    public override bool HasPrivateKey => false;

    /// <summary>There is none.</summary>
    public override PrivateKeyStatus PrivateKeyStatus => PrivateKeyStatus.DoesNotExist;

    /// <summary>Whether <see cref="ComputeJwkThumbprint"/> can be called.</summary>
    /// <returns>True.</returns>
    public override bool CanComputeJwkThumbprint() => true;

    /// <summary>The SHA-256 thumbprint (RFC 7638).</summary>
    /// <returns>32 bytes.</returns>
    public override byte[] ComputeJwkThumbprint() => System.Buffers.Text.Base64Url.DecodeFromChars(_key.Thumbprint);

    internal bool Verify(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature) => _key.Verify(input, signature);
}
