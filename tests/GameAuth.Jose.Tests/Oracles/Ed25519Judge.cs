namespace GameAuth.Jose.Tests.Oracles;

/// <summary>Another implementation of Ed25519, and random questions to both.</summary>
internal abstract class Ed25519Judge
{
    public static Ed25519Judge OpenSsl { get; } = new OpenSslJudge();

    public static Ed25519Judge Libsodium { get; } = new LibsodiumJudge();

    private static int Cases => int.TryParse(Environment.GetEnvironmentVariable("GAMEAUTH_ED25519_CASES"), out int cases) ? cases : 2000;

    /// <summary>Another key each time; every second case has one bit of key, message or signature changed.</summary>
    public void CompareOnRandomKeys(int seedOfCases)
    {
        Random random = new(seedOfCases);
        int accepted = 0;
        byte[] seed = new byte[32];
        for (int i = 0; i < Cases; i++)
        {
            random.NextBytes(seed);
            byte[] message = new byte[random.Next(300)];
            random.NextBytes(message);
            byte[] publicKey = PublicKeyOf(seed);
            byte[] signature = Sign(seed, message);
            if (i % 2 == 1)
            {
                Damage(random, publicKey, message, signature);
            }

            bool expected = Verify(publicKey, message, signature);
            bool imported = Ed25519PublicKey.TryImport(publicKey, out Ed25519PublicKey? key);
            if (i % 64 == 0)
            {
                key?.Prepare();
            }

            Assert.True(expected == (imported && key!.Verify(message, signature)), $"case {i}: the other says {expected}");
            accepted += expected ? 1 : 0;
        }

        Assert.Equal(Cases - (Cases / 2), accepted);
    }

    /// <summary>One key with a table; every second signature has one bit changed.</summary>
    public void CompareUnderOneKey(int seedOfCases, ReadOnlySpan<byte> seed)
    {
        Random random = new(seedOfCases);
        byte[] publicKey = PublicKeyOf(seed);
        Assert.True(Ed25519PublicKey.TryImport(publicKey, out Ed25519PublicKey? key));
        key.Prepare();
        for (int i = 0; i < Cases; i++)
        {
            byte[] message = new byte[random.Next(300)];
            random.NextBytes(message);
            byte[] signature = Sign(seed, message);
            if (i % 2 == 1)
            {
                int bit = random.Next(512);
                signature[bit / 8] ^= (byte)(1 << (bit % 8));
            }

            Assert.True(Verify(publicKey, message, signature) == key.Verify(message, signature), $"case {i}");
        }
    }

    protected abstract byte[] PublicKeyOf(ReadOnlySpan<byte> seed);

    protected abstract byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message);

    protected abstract bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature);

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

    private sealed class OpenSslJudge : Ed25519Judge
    {
        protected override byte[] PublicKeyOf(ReadOnlySpan<byte> seed) => Oracles.OpenSsl.PublicKeyOf(seed);

        protected override byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message) => Oracles.OpenSsl.Sign(seed, message);

        protected override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            Oracles.OpenSsl.Verify(publicKey, message, signature);
    }

    private sealed class LibsodiumJudge : Ed25519Judge
    {
        protected override byte[] PublicKeyOf(ReadOnlySpan<byte> seed) => Oracles.Libsodium.PublicKeyOf(seed);

        protected override byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message) => Oracles.Libsodium.Sign(seed, message);

        protected override bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
            Oracles.Libsodium.Verify(publicKey, message, signature);
    }
}
