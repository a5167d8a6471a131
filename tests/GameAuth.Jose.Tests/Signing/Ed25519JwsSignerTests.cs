using System.Text;
using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests.Signing;

/// <summary>The signer of GameAuth.Jose.NSec.</summary>
public sealed class Ed25519JwsSignerTests
{
    // RFC 8037, appendix A.1: the private key.
    private static readonly byte[] Seed = System.Buffers.Text.Base64Url.DecodeFromChars("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A");

    /// <summary>RFC 8037, appendices A.2 to A.4: a signature with Ed25519 is one, so the whole token is known.</summary>
    [Fact]
    public void The_token_of_RFC_8037_comes_out()
    {
        using Ed25519JwsSigner signer = Ed25519JwsSigner.Import(Seed);
        Assert.Equal("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", signer.PublicKey.Thumbprint);
        Assert.Equal(
            "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
                + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
            JwsWriter.Write(signer, "Example of Ed25519 signing"u8, type: null));
    }

    [Fact]
    public void A_token_says_its_key_and_verifies()
    {
        using Ed25519JwsSigner signer = Ed25519JwsSigner.Generate("kid-1");
        byte[] token = Encoding.ASCII.GetBytes(JwsWriter.Write(signer, """{"sub":"EmuAda"}"""u8, "at+jwt"));
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.Equal("""{"alg":"EdDSA","kid":"kid-1","typ":"at+jwt"}""", Encoding.UTF8.GetString(jws.Header.Json));
        Assert.Equal(JwsError.None, jws.Verify(signer.PublicKey));
    }

    [Fact]
    public void BouncyCastle_signs_alike()
    {
        byte[] seed = new byte[32];
        Random random = new(25519);
        for (int i = 0; i < 50; i++)
        {
            random.NextBytes(seed);
            byte[] message = new byte[random.Next(300)];
            random.NextBytes(message);
            using Ed25519JwsSigner signer = Ed25519JwsSigner.Import(seed);
            byte[] signature = new byte[signer.SignatureLength];
            signer.Sign(message, signature);
            Assert.Equal(new TestSigner([.. seed]).Sign(message), signature);
        }
    }

    [OpenSslFact]
    public void OpenSSL_takes_what_it_signs()
    {
        using Ed25519JwsSigner signer = Ed25519JwsSigner.Generate();
        byte[] seed = new byte[Ed25519JwsSigner.SeedSize];
        signer.ExportSeed(seed);
        byte[] signature = new byte[signer.SignatureLength];
        signer.Sign("header.claims"u8, signature);
        Assert.True(OpenSsl.Verify(OpenSsl.PublicKeyOf(seed), "header.claims"u8, signature));
        Assert.False(OpenSsl.Verify(OpenSsl.PublicKeyOf(seed), "header.claimz"u8, signature));
    }

    [Fact]
    public void A_key_that_was_kept_is_the_same_key()
    {
        using Ed25519JwsSigner first = Ed25519JwsSigner.Generate("k");
        byte[] seed = new byte[Ed25519JwsSigner.SeedSize];
        first.ExportSeed(seed);
        using Ed25519JwsSigner second = Ed25519JwsSigner.Import(seed, "k");
        using Ed25519JwsSigner third = Ed25519JwsSigner.Generate("k");
        Assert.Equal(first.PublicKey.Thumbprint, second.PublicKey.Thumbprint);
        Assert.NotEqual(first.PublicKey.Thumbprint, third.PublicKey.Thumbprint);
        Assert.Equal(JwsWriter.Write(first, "{}"u8), JwsWriter.Write(second, "{}"u8));
    }

    [Fact]
    public async Task It_serves_many_threads()
    {
        using Ed25519JwsSigner signer = Ed25519JwsSigner.Generate();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            byte[] signature = new byte[signer.SignatureLength];
            for (int i = 0; i < 200; i++)
            {
                byte[] text = [(byte)thread, (byte)i];
                signer.Sign(text, signature);
                Assert.True(signer.PublicKey.Verify(text, signature));
            }
        })));
    }

    [Fact]
    public void A_disposed_signer_has_no_key()
    {
        Ed25519JwsSigner signer = Ed25519JwsSigner.Generate();
        signer.Dispose();
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => signer.Sign("text"u8, new byte[64]));
        Assert.Throws<ObjectDisposedException>(() => signer.ExportSeed(new byte[32]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    public void A_seed_of_another_length_is_a_mistake_of_the_caller(int length) =>
        Assert.Throws<ArgumentException>("seed", () => Ed25519JwsSigner.Import(new byte[length]));

    [Fact]
    public void So_are_a_short_buffer_and_an_empty_id()
    {
        using Ed25519JwsSigner signer = Ed25519JwsSigner.Generate();
        Assert.Throws<ArgumentException>("destination", () => signer.ExportSeed(new byte[31]));
        Assert.Throws<ArgumentException>("keyId", () => Ed25519JwsSigner.Generate(""));
    }
}
