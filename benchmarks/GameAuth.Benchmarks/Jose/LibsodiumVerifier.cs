using NSec.Cryptography;

namespace GameAuth.Benchmarks;

/// <summary>libsodium's bare Ed25519 verification, by NSec, with the key kept.</summary>
internal sealed class LibsodiumVerifier(byte[] publicKey)
{
    private readonly PublicKey _key = PublicKey.Import(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey);

    public bool Verify(byte[] message, byte[] signature) => SignatureAlgorithm.Ed25519.Verify(_key, message, signature);
}
