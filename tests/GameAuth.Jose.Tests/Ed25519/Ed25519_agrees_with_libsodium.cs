using System.Security.Cryptography;
using System.Text.Json;
using GameAuth.Jose.Tests.Oracles;
using GameAuth.Jose.Tests.Vectors;

namespace GameAuth.Jose.Tests;

/// <summary>The same questions as to OpenSSL, with other random numbers, and the published vectors.</summary>
public class Ed25519_agrees_with_libsodium
{
    private const string File = "ed25519_test.json";

    [Fact]
    public void On_random_and_damaged_signatures() => Ed25519Judge.Libsodium.CompareOnRandomKeys(8033);

    [Fact]
    public void On_damaged_signatures_under_one_key_with_a_table() =>
        Ed25519Judge.Libsodium.CompareUnderOneKey(8038, SHA256.HashData("another key that stays"u8));

    [WycheproofFact(File)]
    public void On_the_vectors_of_Wycheproof()
    {
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read(File))
        {
            byte[] publicKey = group.GetProperty("publicKey").Bytes("pk");
            byte[] message = test.Bytes("msg");
            byte[] signature = test.Bytes("sig");
            bool ours = Ed25519PublicKey.TryImport(publicKey, out Ed25519PublicKey? key) && key.Verify(message, signature);
            bool theirs = signature.Length == 64 && Libsodium.Verify(publicKey, message, signature);
            Assert.True(ours == theirs, $"test {test.GetProperty("tcId")}: libsodium says {theirs}");
        }
    }
}
