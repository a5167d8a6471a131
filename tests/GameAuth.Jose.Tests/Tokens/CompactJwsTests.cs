using System.Text;

namespace GameAuth.Jose.Tests;

public class CompactJwsTests
{
    private const string Header = "{\"alg\":\"EdDSA\"}";

    [Fact]
    public void A_whole_token_shows_its_parts_and_verifies()
    {
        byte[] token = Make.Token("""{"alg":"EdDSA","typ":"JWT","kid":"emu-key","x":1}""", """{"sub":"EmuAda"}""");
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.Equal(JwsAlgorithm.EdDsa, jws.Algorithm);
        Assert.Equal("emu-key", jws.KeyId.ToString());
        Assert.Equal("JWT", jws.Type.ToString());
        Assert.Equal("""{"sub":"EmuAda"}""", Encoding.UTF8.GetString(jws.Payload));
        Assert.Equal(64, jws.Signature.Length);
        Assert.True(jws.Header.TryGetValue("x"u8, out ReadOnlySpan<byte> x));
        Assert.True(x.SequenceEqual("1"u8));
        Assert.Equal(JwsError.None, jws.Verify(Make.Key));
    }

    [Fact]
    public void Any_flipped_character_is_refused()
    {
        byte[] token = Make.Token("""{"sub":"EmuAda"}""");
        byte[] scratch = new byte[token.Length];
        for (int i = 0; i < token.Length; i++)
        {
            token[i] ^= 1;
            Assert.False(CompactJws.TryRead(token, scratch, out CompactJws jws) == JwsError.None && jws.Verify(Make.Key) == JwsError.None, $"character {i}");
            token[i] ^= 1;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData("e30")]
    [InlineData("e30.e30")]
    [InlineData("e30.e30.")]
    [InlineData(".e30.AAAA")]
    [InlineData("e30.e30.AAAA.")]
    [InlineData("e30.e30.AAAA.AAAA")]
    [InlineData("e30.e30.AAAA.AAAA.AAAA")]
    public void It_has_exactly_three_parts(string token) => Assert.Equal(JwsError.NotThreeParts, Make.Read(token));

    [Theory]
    [InlineData("e30=.e30.AAAA")]
    [InlineData("e30.e30=.AAAA")]
    [InlineData("e30.e30.AAA=")]
    [InlineData("e30.e30.AA==")]
    [InlineData("e 30.e30.AAAA")]
    [InlineData("e30.e30\n.AAAA")]
    [InlineData("e30.e30.AAAA\r\n")]
    [InlineData(" e30.e30.AAAA")]
    [InlineData("e30.e3+.AAAA")]
    [InlineData("e30.e3/.AAAA")]
    [InlineData("e30.e30.AAAB1")]
    [InlineData("e30.e30.A")]
    [InlineData("e31.e30.AAAA")]
    [InlineData("e30.e31.AAAA")]
    [InlineData("e30.e30.AB")]
    [InlineData("e30.e30.AAB")]
    [InlineData("e30.e30.AA\u00e4A")]
    [InlineData("e30.e30.AA\0A")]
    public void Each_part_is_base64url_and_nothing_else(string token) => Assert.Equal(JwsError.NotBase64Url, Make.Read(token));

    [Fact]
    public void It_has_a_greatest_length()
    {
        byte[] token = Make.Token("{}");
        Assert.Equal(JwsError.None, Make.Read(token, new JwsLimits { MaxTokenLength = token.Length }));
        Assert.Equal(JwsError.TooLong, Make.Read(token, new JwsLimits { MaxTokenLength = token.Length - 1 }));
        Assert.Equal(JwsError.TooLong, CompactJws.TryRead(new byte[8193], [], out _));
    }

    [Fact]
    public void A_short_scratch_buffer_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => CompactJws.TryRead("e30.e30.AAAA"u8, new byte[11], out _));

    [Theory]
    [InlineData("null", JwsError.NotJson)]
    [InlineData("[]", JwsError.NotJson)]
    [InlineData("1", JwsError.NotJson)]
    [InlineData("", JwsError.NotThreeParts)]
    [InlineData("{", JwsError.NotJson)]
    [InlineData("{}{}", JwsError.NotJson)]
    [InlineData("{}x", JwsError.NotJson)]
    [InlineData("\uFEFF{\"alg\":\"EdDSA\"}", JwsError.NotJson)]
    [InlineData("{\"alg\":\"EdDSA\",}", JwsError.NotJson)]
    [InlineData("{\"alg\":\"EdDSA\"/**/}", JwsError.NotJson)]
    [InlineData("{'alg':'EdDSA'}", JwsError.NotJson)]
    [InlineData("{\"alg\":\"EdDSA\",\"x\":\"\\ud800\"}", JwsError.NotJson)]
    [InlineData("{}", JwsError.UnknownAlgorithm)]
    [InlineData("{\"alg\":null}", JwsError.WrongHeaderType)]
    [InlineData("{\"alg\":[\"EdDSA\"]}", JwsError.WrongHeaderType)]
    [InlineData("{\"alg\":\"EdDSA\",\"kid\":1}", JwsError.WrongHeaderType)]
    [InlineData("{\"alg\":\"EdDSA\",\"typ\":{}}", JwsError.WrongHeaderType)]
    [InlineData("{\"alg\":\"EdDSA\",\"kid\":\"\"}", JwsError.BadKeyId)]
    [InlineData("{\"alg\":\"EdDSA\",\"alg\":\"EdDSA\"}", JwsError.DuplicateMember)]
    [InlineData("{\"alg\":\"EdDSA\",\"x\":{\"a\":1,\"a\":1}}", JwsError.DuplicateMember)]
    [InlineData("{\"alg\":\"EdDSA\",\"x\":[{\"a\":{}},{\"a\":1,\"b\":{\"a\":1},\"a\":2}]}", JwsError.DuplicateMember)]
    [InlineData("{\"alg\":\"EdDSA\",\"x\":[{\"a\":{}},{\"a\":1,\"b\":{\"a\":1}}]}", JwsError.None)]
    [InlineData("{\"\\u0061lg\":\"EdDSA\"}", JwsError.EscapedName)]
    [InlineData("{\"alg\":\"Ed\\u0044SA\"}", JwsError.None)]
    [InlineData(" { \"alg\" : \"EdDSA\" } ", JwsError.None)]
    public void A_header_is_one_JSON_object_that_all_readers_understand_alike(string header, JwsError expected) =>
        Assert.Equal(expected, Make.Read(Make.Token(header, "{}")));

    [Fact]
    public void A_header_that_is_no_UTF_8_is_refused()
    {
        byte[] header = [.. "{\"alg\":\"EdDSA\",\"x\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        Assert.Equal(JwsError.NotJson, Make.Read($"{System.Buffers.Text.Base64Url.EncodeToString(header)}.e30.AAAA"));
    }

    [Fact]
    public void The_name_of_its_own_is_taken_for_Ed25519_keys_alone()
    {
        byte[] token = Make.Token("""{"alg":"Ed25519","kid":"emu-key"}""", "{}");
        byte[] scratch = new byte[token.Length];
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, scratch, out CompactJws jws));
        Assert.Equal(JwsAlgorithm.EdDsa, jws.Algorithm);
        using System.Security.Cryptography.ECDsa other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        Assert.Equal(JwsError.WrongAlgorithm, jws.Verify(JsonWebKey.FromEcdsa(other)));
        Assert.Equal(JwsError.BadSignature, jws.Verify(KeyService.Key("z")));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("nOnE")]
    [InlineData("")]
    [InlineData("HS256")]
    [InlineData("eddsa")]
    [InlineData("EDDSA")]
    [InlineData("EdDSA ")]
    [InlineData("ed25519")]
    [InlineData("Ed448")]
    [InlineData("rs256")]
    [InlineData("ES384")]
    [InlineData("PS256")]
    public void An_algorithm_that_is_none_or_symmetric_or_unknown_is_refused(string algorithm) =>
        Assert.Equal(JwsError.UnknownAlgorithm, Make.Read(Make.Token($"{{\"alg\":\"{algorithm}\"}}", "{}")));

    [Theory]
    [InlineData("\"jwk\":{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}")]
    [InlineData("\"jku\":\"https://keys.example.org\"")]
    [InlineData("\"x5u\":\"https://keys.example.org\"")]
    [InlineData("\"x5c\":[]")]
    public void A_key_that_comes_with_the_token_is_refused(string member) =>
        Assert.Equal(JwsError.EmbeddedKey, Make.Read(Make.Token($"{{\"alg\":\"EdDSA\",{member}}}", "{}")));

    [Theory]
    [InlineData("[\"exp\"]")]
    [InlineData("[\"b64\"]")]
    [InlineData("[]")]
    public void A_demand_for_an_extension_is_refused(string critical) =>
        Assert.Equal(JwsError.CriticalExtension, Make.Read(Make.Token($"{{\"alg\":\"EdDSA\",\"b64\":true,\"crit\":{critical}}}", "{}")));

    [Theory]
    [InlineData(128, JwsError.None)]
    [InlineData(129, JwsError.BadKeyId)]
    public void A_key_id_has_a_greatest_length(int length, JwsError expected) =>
        Assert.Equal(expected, Make.Read(Make.Token($"{{\"alg\":\"EdDSA\",\"kid\":\"{new string('k', length)}\"}}", "{}")));

    [Theory]
    [InlineData(8, JwsError.None)]
    [InlineData(9, JwsError.TooDeep)]
    [InlineData(60, JwsError.TooDeep)]
    public void It_is_nested_so_far_and_no_further(int depth, JwsError expected)
    {
        string nested = $"{{\"a\":{new string('[', depth - 1)}{new string(']', depth - 1)}}}";
        Assert.Equal(expected, Make.Claims(nested));
        Assert.Equal(expected, Make.Claims(string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1)));
    }

    [Theory]
    [InlineData(128, JwsError.None)]
    [InlineData(129, JwsError.TooManyMembers)]
    public void It_has_so_many_members_and_no_more(int count, JwsError expected) =>
        Assert.Equal(expected, Make.Claims($"{{{string.Join(',', Enumerable.Range(0, count).Select(static i => $"\"m{i}\":0"))}}}"));

    [Fact]
    public void A_depth_beyond_the_buffers_is_a_mistake_of_the_caller()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new JwsLimits { MaxDepth = 33 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new JwsLimits { MaxDepth = 0 });
        string deepest = string.Concat(Enumerable.Repeat("{\"a\":", 31)) + "{}" + new string('}', 31);
        Assert.Equal(JwsError.None, Make.Claims(deepest, new JwsLimits { MaxDepth = 32 }));
        Assert.Equal(JwsError.TooDeep, Make.Claims($"{{\"a\":{deepest}}}", new JwsLimits { MaxDepth = 32 }));
    }

    [Theory]
    [InlineData("at+jwt", "at+jwt", true)]
    [InlineData("AT+JWT", "at+jwt", true)]
    [InlineData("application/at+jwt", "at+jwt", true)]
    [InlineData("Application/AT+jwt", "at+jwt", true)]
    [InlineData("at\\u002Bjwt", "at+jwt", true)]
    [InlineData("application/", "", false)]
    [InlineData("jwt", "at+jwt", false)]
    [InlineData("at+jwtx", "at+jwt", false)]
    public void Its_type_is_compared_as_a_media_type(string type, string expected, bool same)
    {
        byte[] token = Make.Token($"{{\"alg\":\"EdDSA\",\"typ\":\"{type}\"}}", "{}");
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.Equal(same, jws.IsOfType(expected));
    }

    [Fact]
    public void Without_a_type_it_is_of_none()
    {
        byte[] token = Make.Token(Header, "{}");
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.False(jws.IsOfType("JWT"));
        Assert.False(jws.KeyId.IsPresent);
    }

    [Fact]
    public void Reading_and_judging_allocates_nothing()
    {
        byte[] token = Make.Token("""{"alg":"EdDSA","kid":"emu-key"}""", """{"iss":"https://sessions.example.org","sub":"EmuAda","exp":1893456000,"aud":["a","b"],"scope":"hytale:server"}""");
        byte[] scratch = new byte[token.Length];
        JwtRules rules = new() { Issuer = "https://sessions.example.org", Audience = "b", Scopes = ["hytale:server"] };
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1893455000);
        JwsError Once()
        {
            JwsError error = CompactJws.TryRead(token, scratch, out CompactJws jws);
            error = error is JwsError.None ? jws.Verify(Make.Key) : error;
            JwtClaims claims = default;
            error = error is JwsError.None ? JwtClaims.TryRead(jws.Payload, out claims) : error;
            return error is JwsError.None ? rules.Check(claims, now) : error;
        }

        Assert.Equal(JwsError.None, Once());
        long before = GC.GetAllocatedBytesForCurrentThread();
        JwsError second = Once();
        Assert.Equal((JwsError.None, 0), (second, GC.GetAllocatedBytesForCurrentThread() - before));
    }
}
