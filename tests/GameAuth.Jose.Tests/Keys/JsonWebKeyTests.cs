using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GameAuth.Jose.Tests;

public class JsonWebKeyTests
{
    private const string X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    private const string EcX = "KSexBRK64-3c_kZ4KBKLrSkDJpkZ9whgacjE32xzKDg";
    private const string EcY = "x3h5ZOqsAOWSH7FJimD0YGdms9loUAFVjRqXTnNBUT4";

    [Theory]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}"}""", JwsAlgorithm.EdDsa)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","alg":"EdDSA","use":"sig","key_ops":["sign","verify"],"kid":"k","exp":1,"x5c":["?"]}""", JwsAlgorithm.EdDsa)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","alg":"Ed25519"}""", JwsAlgorithm.EdDsa)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","use":null,"alg":null,"key_ops":null,"kid":null,"d":null}""", JwsAlgorithm.EdDsa)]
    [InlineData($$"""{"kty":"EC","crv":"P-256","x":"{{EcX}}","y":"{{EcY}}","alg":"ES256"}""", JwsAlgorithm.Es256)]
    public void A_sound_key_is_taken(string json, JwsAlgorithm algorithm)
    {
        Assert.True(JsonWebKey.TryParse(Encoding.UTF8.GetBytes(json), out JsonWebKey? key, out JwkError error), $"{error}");
        Assert.Equal(algorithm, key.Algorithm);
    }

    [Theory]
    [InlineData("[]", JwkError.NotJson)]
    [InlineData("{", JwkError.NotJson)]
    [InlineData("\uFEFF{}", JwkError.NotJson)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","x":"{{X}}"}""", JwkError.NotJson)]
    [InlineData("{}", JwkError.MissingMember)]
    [InlineData("""{"kty":1}""", JwkError.MissingMember)]
    [InlineData("""{"kty":"oct","x":"AA"}""", JwkError.UnknownKeyType)]
    [InlineData("""{"kty":"oct","k":"AAAA"}""", JwkError.PrivateKey)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed448","x":"{{X}}"}""", JwkError.UnknownKeyType)]
    [InlineData($$"""{"kty":"OKP","crv":"X25519","x":"{{X}}"}""", JwkError.UnknownKeyType)]
    [InlineData($$"""{"kty":"OKP","x":"{{X}}"}""", JwkError.UnknownKeyType)]
    [InlineData($$"""{"kty":"EC","crv":"Ed25519","x":"{{X}}"}""", JwkError.UnknownKeyType)]
    [InlineData($$"""{"kty":"okp","crv":"Ed25519","x":"{{X}}"}""", JwkError.UnknownKeyType)]
    [InlineData($$"""{"kty":"EC","crv":"P-384","x":"{{EcX}}","y":"{{EcY}}"}""", JwkError.UnknownKeyType)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","d":"AAAA"}""", JwkError.PrivateKey)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","alg":"RS256"}""", JwkError.WrongAlgorithm)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","alg":"eddsa"}""", JwkError.WrongAlgorithm)]
    [InlineData($$"""{"kty":"EC","crv":"P-256","x":"{{EcX}}","y":"{{EcY}}","alg":"Ed25519"}""", JwkError.WrongAlgorithm)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","use":"enc"}""", JwkError.WrongUse)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","use":["sig"]}""", JwkError.WrongUse)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","key_ops":[]}""", JwkError.WrongUse)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","key_ops":["sign"]}""", JwkError.WrongUse)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","key_ops":"verify"}""", JwkError.WrongUse)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}="}""", JwkError.BadEncoding)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":" {{X}}"}""", JwkError.BadEncoding)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"}""", JwkError.BadEncoding)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", JwkError.BadEncoding)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"é1qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", JwkError.BadEncoding)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AAAA"}""", JwkError.BadEncoding)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519"}""", JwkError.MissingMember)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":""}""", JwkError.MissingMember)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", JwkError.WeakKey)]
    [InlineData($$"""{"kty":"EC","crv":"P-256","x":"{{EcX}}"}""", JwkError.MissingMember)]
    [InlineData($$"""{"kty":"EC","crv":"P-256","x":"{{EcX}}","y":"AAAA"}""", JwkError.BadEncoding)]
    [InlineData($$"""{"kty":"EC","crv":"P-256","x":"{{EcY}}","y":"{{EcX}}"}""", JwkError.WeakKey)]
    [InlineData("""{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", JwkError.WeakKey)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","kid":""}""", JwkError.BadKeyId)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","kid":7}""", JwkError.BadKeyId)]
    [InlineData($$"""{"kty":"OKP","crv":"Ed25519","x":"{{X}}","kid":"\ud800"}""", JwkError.NotJson)]
    public void Any_other_key_is_refused_with_a_reason(string json, JwkError expected)
    {
        Assert.False(JsonWebKey.TryParse(Encoding.UTF8.GetBytes(json), out _, out JwkError error));
        Assert.Equal(expected, error);
    }

    [Fact]
    public void A_coordinate_that_is_not_reduced_is_refused()
    {
        // x + p of a point with a small x would name the same point: its 32 bytes hold it only for x below 2^256 - p.
        byte[] p = Convert.FromHexString("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF");
        byte[] y = Convert.FromHexString("66485C780E2F83D72433BD5D84A06BB6541C2AF31DAE871728BF856A174F93F4"); // the root of b, for x = 0
        Assert.NotNull(EcdsaMaterial.From(new byte[32], y));
        Assert.Null(EcdsaMaterial.From(p, y));
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(2040)]
    public void A_short_RSA_key_is_refused(int bits)
    {
        using RSA rsa = RSA.Create(bits);
        Assert.Throws<ArgumentException>(() => JsonWebKey.FromRsa(rsa));
    }

    [Theory]
    [InlineData("AQ")]
    [InlineData("Ag")]
    [InlineData("AQAA")]
    [InlineData("AQAAAAE")]
    public void A_weak_RSA_exponent_is_refused(string exponent) => Assert.Equal(JwkError.WeakKey, RsaError(Modulus(), exponent));

    [Fact]
    public void An_RSA_number_with_a_leading_zero_is_refused()
    {
        Assert.Equal(JwkError.None, RsaError(Modulus(), "AQAB"));
        Assert.Equal(JwkError.BadEncoding, RsaError(Modulus(), "AAEAAQ"));
        Assert.Equal(JwkError.BadEncoding, RsaError([0, .. Modulus()], "AQAB"));
    }

    [Fact]
    public void A_huge_RSA_key_is_refused()
    {
        byte[] modulus = RandomNumberGenerator.GetBytes(1025);
        (modulus[0], modulus[^1]) = (0xff, 0xff);
        Assert.Equal(JwkError.WeakKey, RsaError(modulus, "AQAB"));
    }

    /// <summary>RFC 7638, section 3.1.</summary>
    [Fact]
    public void The_thumbprint_of_RFC_7638_is_known()
    {
        byte[] json = """
            {"kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","e":"AQAB","alg":"RS256","kid":"2011-04-29"}
            """u8.ToArray();
        Assert.True(JsonWebKey.TryParse(json, out JsonWebKey? key, out JwkError error), $"{error}");
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", key.Thumbprint);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using RSA rsa = RSA.Create(2048);
        foreach (JsonWebKey key in (JsonWebKey[])[Make.Key, JsonWebKey.FromEcdsa(ec, "ec"), JsonWebKey.FromRsa(rsa, "rsa"), JsonWebKey.FromRsa(rsa)])
        {
            ArrayBufferWriter<byte> json = new();
            using (Utf8JsonWriter writer = new(json))
            {
                key.WriteTo(writer);
            }

            Assert.True(JsonWebKey.TryParse(json.WrittenMemory, out JsonWebKey? again, out JwkError error), $"{error}");
            Assert.Equal((key.Algorithm, key.KeyId, key.Thumbprint), (again.Algorithm, again.KeyId, again.Thumbprint));
            Assert.DoesNotContain("\"d\"", Encoding.UTF8.GetString(json.WrittenSpan), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_key_of_another_curve_is_refused()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => JsonWebKey.FromEcdsa(other));
    }

    [Fact]
    public void A_key_object_serves_many_threads()
    {
        using ECDsa ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        JsonWebKey key = JsonWebKey.FromEcdsa(ec);
        byte[][] texts = [.. Enumerable.Range(0, 16).Select(static i => Encoding.UTF8.GetBytes(i.ToString(CultureInfo.InvariantCulture)))];
        byte[][] signatures = [.. texts.Select(text => ec.SignData(text, HashAlgorithmName.SHA256))];
        Parallel.For(0, 400, i => Assert.Equal(i % 3 != 0, key.Verify(texts[i % 16], signatures[i % 3 == 0 ? (i + 1) % 16 : i % 16])));
    }

    private static byte[] Modulus()
    {
        using RSA rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: false).Modulus!;
    }

    private static JwkError RsaError(byte[] modulus, string exponent)
    {
        string json = $$"""{"kty":"RSA","n":"{{System.Buffers.Text.Base64Url.EncodeToString(modulus)}}","e":"{{exponent}}"}""";
        return JsonWebKey.TryParse(Encoding.UTF8.GetBytes(json), out _, out JwkError error) ? JwkError.None : error;
    }
}
