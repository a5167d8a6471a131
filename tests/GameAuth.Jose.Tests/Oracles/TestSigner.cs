using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace GameAuth.Jose.Tests.Oracles;

/// <summary>Signs with Ed25519 for the tests, by BouncyCastle: the package itself never signs with it.</summary>
internal sealed class TestSigner
{
    private readonly byte[] _seed;

    public TestSigner(byte seed)
        : this(SHA256.HashData([seed, 0x45, 0x6d, 0x75]))
    {
    }

    public TestSigner(byte[] seed)
    {
        _seed = seed;
        PublicBytes = new Ed25519PrivateKeyParameters(seed, 0).GeneratePublicKey().GetEncoded();
        Assert.True(Ed25519PublicKey.TryImport(PublicBytes, out Ed25519PublicKey? key));
        Key = key;
    }

    public byte[] PublicBytes { get; }

    public Ed25519PublicKey Key { get; }

    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[64];
        Ed25519.Sign(_seed, 0, message.ToArray(), 0, message.Length, signature, 0);
        return signature;
    }
}
