using System.Numerics;
using System.Security.Cryptography;

namespace GameAuth.Emulator.Hytale.Keys;

/// <summary>Ed25519 (RFC 8032 section 5.1): a seed of 32 bytes, its public key, and signatures.</summary>
internal sealed class Ed25519Signer
{
    private readonly BigInteger _scalar;
    private readonly byte[] _prefix;

    public Ed25519Signer(ReadOnlySpan<byte> seed)
    {
        byte[] hash = SHA512.HashData(seed);
        hash[0] &= 0xF8;
        hash[31] &= 0x7F;
        hash[31] |= 0x40;
        _scalar = Number(hash.AsSpan(0, 32));
        _prefix = hash[32..];
        PublicKey = EdwardsPoint.TimesBase(_scalar).Encode();
    }

    public byte[] PublicKey { get; }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        BigInteger nonce = Number(SHA512.HashData([.. _prefix, .. message])) % EdwardsPoint.L;
        byte[] r = EdwardsPoint.TimesBase(nonce).Encode();
        BigInteger challenge = Number(SHA512.HashData([.. r, .. PublicKey, .. message])) % EdwardsPoint.L;
        return [.. r, .. EdwardsPoint.LittleEndian((nonce + challenge * _scalar) % EdwardsPoint.L)];
    }

    /// <summary>The same signature with S + L instead of S: a verifier that does not look at the size of S takes it (RFC 8032 section 8.4).</summary>
    public static byte[] WithLargeS(byte[] signature) =>
        [.. signature[..32], .. EdwardsPoint.LittleEndian(Number(signature.AsSpan(32)) + EdwardsPoint.L)];

    private static BigInteger Number(ReadOnlySpan<byte> littleEndian) => new(littleEndian, isUnsigned: true);
}
