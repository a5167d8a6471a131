using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Jose.Tests;

public class KeyAlgorithmTests
{
    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public void A_token_of_another_algorithm_is_refused_before_its_signature_is_looked_at(string algorithm)
    {
        byte[] token = Make.Token($"{{\"alg\":\"{algorithm}\"}}", "{}");
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.Equal(JwsError.WrongAlgorithm, jws.Verify(Make.Key));
    }

    [Fact]
    public void A_token_keyed_with_the_public_key_as_a_secret_is_refused()
    {
        using RSA rsa = RSA.Create(2048);
        string input = $"{Make.Encode("""{"alg":"HS256"}""")}.e30";
        string token = $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(rsa.ExportSubjectPublicKeyInfo(), Encoding.UTF8.GetBytes(input)))}";
        Assert.Equal(JwsError.UnknownAlgorithm, Make.Read(token));
    }

    [Fact]
    public void Another_key_of_the_same_algorithm_is_refused()
    {
        byte[] token = Make.Token("{}");
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.Equal(JwsError.BadSignature, jws.Verify(JsonWebKey.FromEd25519(new Oracles.TestSigner(22).Key)));
    }

    [Fact]
    public void An_ES256_signature_in_DER_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        JsonWebKey verifier = JsonWebKey.FromEcdsa(key);
        byte[] text = "text"u8.ToArray();
        Assert.True(verifier.Verify(text, key.SignData(text, HashAlgorithmName.SHA256)));
        Assert.False(verifier.Verify(text, key.SignData(text, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)));
    }

    /// <summary>RFC 8037, appendix A.4.</summary>
    [Fact]
    public void The_example_of_RFC_8037_verifies()
    {
        byte[] jwk = """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"""u8.ToArray();
        Assert.True(JsonWebKey.TryParse(jwk, out JsonWebKey? key, out _));
        Assert.Equal("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", key.Thumbprint);
        byte[] token = Encoding.ASCII.GetBytes("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
            + "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.Equal(JwsError.None, jws.Verify(key));
        Assert.Equal("Example of Ed25519 signing", Encoding.UTF8.GetString(jws.Payload));
    }
}
