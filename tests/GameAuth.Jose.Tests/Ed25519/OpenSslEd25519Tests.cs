using System.Security.Cryptography;
using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

/// <summary>Random and damaged signatures, judged by both. GAMEAUTH_ED25519_CASES says how many; a full run is 100000.</summary>
public class OpenSslEd25519Tests
{
    private static readonly int Cases = int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_ED25519_CASES"), out int cases) ? cases : 2000;

    [OpenSslFact]
    public void OpenSSL_agrees_on_random_and_damaged_signatures()
    {
        Random random = new(8032);
        int accepted = 0;
        byte[] seed = new byte[32];
        for (int i = 0; i < Cases; i++)
        {
            random.NextBytes(seed);
            byte[] message = new byte[random.Next(300)];
            random.NextBytes(message);
            byte[] publicKey = OpenSsl.PublicKeyOf(seed);
            byte[] signature = OpenSsl.Sign(seed, message);
            if (i % 2 == 1)
            {
                Damage(random, publicKey, message, signature);
            }

            bool expected = OpenSsl.Verify(publicKey, message, signature);
            bool imported = Ed25519PublicKey.TryImport(publicKey, out Ed25519PublicKey? key);
            if (i % 64 == 0)
            {
                key?.Prepare();
            }

            Assert.True(expected == (imported && key!.Verify(message, signature)), $"case {i}: OpenSSL says {expected}");
            accepted += expected ? 1 : 0;
        }

        Assert.Equal(Cases - (Cases / 2), accepted);
    }

    [OpenSslFact]
    public void OpenSSL_agrees_on_damaged_signatures_under_one_key_with_a_table()
    {
        Random random = new(8037);
        byte[] seed = SHA256.HashData("a key that stays"u8);
        byte[] publicKey = OpenSsl.PublicKeyOf(seed);
        Assert.True(Ed25519PublicKey.TryImport(publicKey, out Ed25519PublicKey? key));
        key.Prepare();
        for (int i = 0; i < Cases; i++)
        {
            byte[] message = new byte[random.Next(300)];
            random.NextBytes(message);
            byte[] signature = OpenSsl.Sign(seed, message);
            if (i % 2 == 1)
            {
                int bit = random.Next(512);
                signature[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.True(OpenSsl.Verify(publicKey, message, signature) == key.Verify(message, signature), $"case {i}");
        }
    }

    // One bit of any of the three.
    private static void Damage(Random random, params byte[][] parts)
    {
        byte[] part = parts[random.Next(parts.Length)];
        if (part.Length == 0)
        {
            part = parts[^1];
        }

        int bit = random.Next(8 * part.Length);
        part[bit / 8] ^= (byte)(1 << (bit % 8));
    }
}
