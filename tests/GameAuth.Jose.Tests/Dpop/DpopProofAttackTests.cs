using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Jose.Tests.Dpop;

/// <summary>What is tried against proofs: headers and keys. Each differs from a good proof in one thing.</summary>
public class DpopProofAttackTests
{
    [Fact]
    public void The_proof_that_they_differ_from_is_good()
    {
        Assert.Equal(JwsError.None, Proofs.Judge(Proofs.Sign()));
        Assert.Equal(Make.Key.Thumbprint, Proofs.Good(Proofs.Sign()).Thumbprint);
    }

    [Fact]
    public void The_name_of_its_own_is_taken_for_Ed25519_keys() =>
        Assert.Equal(JwsError.None, Proofs.Judge(Proofs.Sign(Proofs.HeaderWith(Proofs.Jwk, "Ed25519"))));

    [Fact]
    public void It_goes_through_no_other_door()
    {
        Assert.Equal(JwsError.EmbeddedKey, Make.Read(Proofs.Sign()));
        Assert.Equal(JwsError.WrongTokenType, Proofs.Read(Encoding.ASCII.GetString(Make.Token(Proofs.Claims))));
    }

    [Theory]
    [InlineData("\"typ\":\"JWT\",")]
    [InlineData("\"typ\":\"at+jwt\",")]
    [InlineData("\"typ\":\"DPOP+JWT\",")]
    [InlineData("\"typ\":\"application/dpop+jwt\",")]
    [InlineData("\"typ\":\"dpop+jwt \",")]
    [InlineData("\"typ\":\"\",")]
    [InlineData("")]
    public void Another_type_is_refused(string member) =>
        Assert.Equal(JwsError.WrongTokenType, Proofs.Read(Proofs.Sign(Proofs.Header.Replace("\"typ\":\"dpop+jwt\",", member, StringComparison.Ordinal))));

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("none ")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    [InlineData("Ed448")]
    [InlineData("eddsa")]
    public void Another_algorithm_is_refused(string algorithm) =>
        Assert.Equal(JwsError.UnknownAlgorithm, Proofs.Read(Proofs.Sign(Proofs.HeaderWith(Proofs.Jwk, algorithm))));

    [Theory]
    [InlineData("none")]
    [InlineData("EdDSA")]
    public void A_proof_without_a_signature_is_refused(string algorithm) =>
        Assert.Equal(JwsError.NotThreeParts, Proofs.Read($"{Make.Encode(Proofs.HeaderWith(Proofs.Jwk, algorithm))}.{Make.Encode(Proofs.Claims)}."));

    [Theory]
    [InlineData("HS256", JwsError.UnknownAlgorithm)]
    [InlineData("EdDSA", JwsError.BadSignature)]
    public void A_proof_keyed_with_the_public_key_as_a_secret_is_refused(string algorithm, JwsError expected)
    {
        byte[] Mac(byte[] input) => [.. HMACSHA256.HashData(Make.Signer.PublicBytes, input), .. new byte[32]];
        Assert.Equal(expected, Proofs.Read(Proofs.SignWith(Mac, Proofs.HeaderWith(Proofs.Jwk, algorithm))));
    }

    [Theory]
    [InlineData("d")]
    [InlineData("p")]
    [InlineData("q")]
    [InlineData("dp")]
    [InlineData("dq")]
    [InlineData("qi")]
    [InlineData("oth")]
    [InlineData("k")]
    public void A_private_member_of_the_key_is_refused(string member) =>
        Assert.Equal(JwsError.PrivateProofKey, Proofs.Read(Proofs.Sign(Proofs.HeaderWith(Proofs.Jwk.Replace("}", $",\"{member}\":\"AAAA\"}}", StringComparison.Ordinal)))));

    [Theory]
    [InlineData("""{"kty":"oct","k":"AAAA"}""", JwsError.PrivateProofKey)]
    [InlineData("""{"kty":"oct"}""", JwsError.BadProofKey)]
    [InlineData("{}", JwsError.BadProofKey)]
    [InlineData("""{"kty":"OKP","crv":"X25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}""", JwsError.BadProofKey)]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}""", JwsError.BadProofKey)]
    [InlineData("""{"kty":"EC","crv":"P-384","x":"AAAA","y":"AAAA"}""", JwsError.BadProofKey)]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""", JwsError.BadProofKey)]
    [InlineData("null", JwsError.WrongHeaderType)]
    [InlineData("[]", JwsError.WrongHeaderType)]
    [InlineData("\"key\"", JwsError.WrongHeaderType)]
    public void What_is_no_public_key_is_refused(string jwk, JwsError expected) => Assert.Equal(expected, Proofs.Read(Proofs.Sign(Proofs.HeaderWith(jwk))));

    [Fact]
    public void A_proof_without_a_key_is_refused() =>
        Assert.Equal(JwsError.BadProofKey, Proofs.Read(Proofs.Sign("""{"typ":"dpop+jwt","alg":"EdDSA"}""")));

    [Fact]
    public void A_key_that_is_for_another_use_is_refused() =>
        Assert.Equal(JwsError.BadProofKey, Proofs.Read(Proofs.Sign(Proofs.HeaderWith(Proofs.Jwk.Replace("}", ",\"use\":\"enc\"}", StringComparison.Ordinal)))));

    [Fact]
    public void Another_s_key_is_refused() =>
        Assert.Equal(JwsError.BadSignature, Proofs.Read(Proofs.Sign(Proofs.HeaderWith(Proofs.JwkOf(new Oracles.TestSigner(22))))));

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    public void A_key_of_another_algorithm_is_refused(string algorithm) =>
        Assert.Equal(JwsError.WrongAlgorithm, Proofs.Read(Proofs.Sign(Proofs.HeaderWith(Proofs.Jwk, algorithm))));

    [Theory]
    [InlineData("\"jku\":\"https://keys.example.org\"", JwsError.EmbeddedKey)]
    [InlineData("\"x5u\":\"https://keys.example.org\"", JwsError.EmbeddedKey)]
    [InlineData("\"x5c\":[]", JwsError.EmbeddedKey)]
    [InlineData("\"crit\":[\"exp\"]", JwsError.CriticalExtension)]
    [InlineData("\"crit\":[]", JwsError.CriticalExtension)]
    [InlineData("\"jwk\":{}", JwsError.DuplicateMember)]
    [InlineData("\"typ\":\"dpop+jwt\"", JwsError.DuplicateMember)]
    [InlineData("\"alg\":\"none\"", JwsError.DuplicateMember)]
    [InlineData("\"\\u006awk\":{}", JwsError.EscapedName)]
    [InlineData("\"kid\":\"\"", JwsError.BadKeyId)]
    [InlineData("\"kid\":7", JwsError.WrongHeaderType)]
    [InlineData("\"x\":[[[[[[[[[]]]]]]]]]", JwsError.TooDeep)]
    public void A_header_that_says_more_is_refused(string member, JwsError expected) =>
        Assert.Equal(expected, Proofs.Read(Proofs.Sign($"{Proofs.Header[..^1]},{member}}}")));

    [Fact]
    public void A_key_with_two_members_of_one_name_is_refused() =>
        Assert.Equal(JwsError.DuplicateMember, Proofs.Read(Proofs.Sign(Proofs.HeaderWith(Proofs.Jwk.Replace("}", ",\"x\":\"AAAA\"}", StringComparison.Ordinal)))));

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("x' UNION SELECT 'key")]
    [InlineData("key; id")]
    public void A_key_id_is_ignored(string keyId)
    {
        DpopProof proof = Proofs.Good(Proofs.Sign($"{Proofs.Header[..^1]},\"kid\":\"{keyId}\"}}"));
        Assert.Equal(Make.Key.Thumbprint, proof.Thumbprint);
    }

    [Fact]
    public void An_ES256_signature_in_DER_or_of_zeros_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        string jwk = $$"""{"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        string header = Proofs.HeaderWith(jwk, "ES256");
        Assert.Equal(JwsError.None, Proofs.Judge(Proofs.SignWith(input => key.SignData(input, HashAlgorithmName.SHA256), header)));
        Assert.Equal(JwsError.BadSignature, Proofs.Read(Proofs.SignWith(input => key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence), header)));
        Assert.Equal(JwsError.BadSignature, Proofs.Read(Proofs.SignWith(_ => new byte[64], header)));
    }

    [Theory]
    [InlineData(128, JwsError.BadProofKey)]
    [InlineData(256, JwsError.BadSignature)]
    [InlineData(512, JwsError.BadSignature)]
    [InlineData(513, JwsError.BadProofKey)]
    [InlineData(1024, JwsError.BadProofKey)]
    public void An_RSA_key_has_a_least_and_a_greatest_length(int bytes, JwsError expected)
    {
        byte[] modulus = RandomNumberGenerator.GetBytes(bytes);
        (modulus[0], modulus[^1]) = (0xff, 0xff);
        string header = Proofs.HeaderWith($$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(modulus)}}","e":"AQAB"}""", "RS256");
        Assert.Equal(expected, Proofs.Read(Proofs.SignWith(_ => new byte[bytes], header)));
    }

    [Fact]
    public void Any_flipped_or_foreign_character_is_refused()
    {
        char[] proof = Proofs.Sign().ToCharArray();
        for (int i = 0; i < proof.Length; i++)
        {
            char before = proof[i];
            foreach (char other in (char[])[(char)(before ^ 1), (char)(before + 0x100), '.', '=', ' ', '\0', '\uD800'])
            {
                proof[i] = other;
                Assert.True(other == before || Proofs.Read(new string(proof)) != JwsError.None, $"character {i} as {(int)other}");
            }

            proof[i] = before;
        }
    }

    [Fact]
    public void A_proof_has_a_greatest_length()
    {
        string proof = Proofs.Sign();
        Assert.Equal(JwsError.None, Proofs.Read(proof, new JwsLimits { MaxTokenLength = proof.Length }));
        Assert.Equal(JwsError.TooLong, Proofs.Read(proof, new JwsLimits { MaxTokenLength = proof.Length - 1 }));
    }

    [Fact]
    public void A_huge_one_costs_nothing()
    {
        string huge = new('.', 1 << 20);
        Assert.Equal(JwsError.TooLong, Proofs.Read(huge[..8193]));
        long before = GC.GetAllocatedBytesForCurrentThread();
        JwsError error = DpopProof.TryRead(huge, out _);
        Assert.Equal((JwsError.TooLong, 0), (error, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d.e")]
    public void What_is_no_token_is_refused(string text) => Assert.Equal(JwsError.NotThreeParts, Proofs.Read(text));
}
