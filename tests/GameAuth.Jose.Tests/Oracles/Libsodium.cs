using NSec.Cryptography;

namespace GameAuth.Jose.Tests.Oracles;

/// <summary>Ed25519 of libsodium, by NSec, as a judge that nobody here wrote.</summary>
internal static class Libsodium
{
    public static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using Key key = Private(seed);
        return key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    public static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using Key key = Private(seed);
        return SignatureAlgorithm.Ed25519.Sign(key, message);
    }

    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out PublicKey? key)
        && SignatureAlgorithm.Ed25519.Verify(key!, message, signature);

    private static Key Private(ReadOnlySpan<byte> seed) => Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
}
