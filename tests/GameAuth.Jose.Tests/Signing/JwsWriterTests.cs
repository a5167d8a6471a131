using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Jose.Tests;

public class JwsWriterTests
{
    [Theory]
    [InlineData("ES256", "kid-1", "at+jwt", """{"alg":"ES256","kid":"kid-1","typ":"at+jwt"}""")]
    [InlineData("RS256", "kid-1", "JWT", """{"alg":"RS256","kid":"kid-1","typ":"JWT"}""")]
    [InlineData("ES256", null, null, """{"alg":"ES256"}""")]
    public void What_is_signed_verifies_and_its_header_says_how(string algorithm, string? keyId, string? type, string header)
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsa = RSA.Create(2048);
        IJwsSigner signer = algorithm == "ES256" ? new EcdsaJwsSigner(ec, keyId) : new RsaJwsSigner(rsa, keyId);
        byte[] token = Encoding.ASCII.GetBytes(JwsWriter.Write(signer, """{"sub":"EmuAda"}"""u8, type));
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.Equal(header, Encoding.UTF8.GetString(jws.Header.Json));
        Assert.Equal(JwsError.None, jws.Verify(signer.PublicKey));
        Assert.Equal("""{"sub":"EmuAda"}""", Encoding.UTF8.GetString(jws.Payload));
    }

    [Fact]
    public void A_key_id_that_no_reader_would_take_is_a_mistake_of_the_caller()
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<ArgumentException>(() => new EcdsaJwsSigner(ec, ""));
        Assert.Throws<ArgumentException>(() => new EcdsaJwsSigner(ec, new string('k', 129)));
    }
}
