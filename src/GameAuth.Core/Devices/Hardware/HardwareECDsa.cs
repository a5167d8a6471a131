using System.Security.Cryptography;

namespace GameAuth.Providers;

/// <summary>A key whose private half stays in hardware: signs there, verifies here. As safe from any thread as the hardware's calls.</summary>
internal sealed class HardwareECDsa : ECDsa
{
    private readonly Func<ReadOnlyMemory<byte>, byte[]> _sign;
    private readonly ECParameters _public;

    public HardwareECDsa(ECParameters publicKey, Func<ReadOnlyMemory<byte>, byte[]> sign)
    {
        _sign = sign;
        _public = publicKey;
        LegalKeySizesValue = [new KeySizes(256, 256, 0)];
        KeySizeValue = 256;
    }

    public override byte[] SignHash(byte[] hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.Length == SHA256.HashSizeInBytes
            ? _sign(hash)
            : throw new CryptographicException("A proof key in hardware signs SHA-256 hashes only.");
    }

    public override bool VerifyHash(byte[] hash, byte[] signature)
    {
        using ECDsa verifier = Create(_public);
        return verifier.VerifyHash(hash, signature);
    }

    public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
        ? throw new CryptographicException("The private half of this key is in hardware and can not be exported.")
        : new ECParameters { Curve = _public.Curve, Q = new ECPoint { X = [.. _public.Q.X!], Y = [.. _public.Q.Y!] } };
}
