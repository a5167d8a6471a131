using System.Text;

namespace GameAuth.Jose.Tests;

public class JwtClaimsTests
{
    [Fact]
    public void All_registered_claims_are_shown()
    {
        byte[] payload = """{"iss":"i","sub":"s","jti":"j","exp":1893456000,"nbf":1.5,"iat":1e3,"aud":"a","profile":{"username":"EmuAda","n":{}}}"""u8.ToArray();
        Assert.Equal(JwsError.None, JwtClaims.TryRead(payload, out JwtClaims claims));
        Assert.Equal(("i", "s", "j"), (claims.Issuer.ToString(), claims.Subject.ToString(), claims.Id.ToString()));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero), claims.ExpiresAt);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1.5), claims.NotBefore);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1000), claims.IssuedAt);
        Assert.True(claims.HasAudience("a"u8));
        Assert.True(claims.Json.TryGetObject("profile"u8, out JsonObjectSpan profile));
        Assert.True(profile.TryGetText("username"u8, out JsonText name));
        Assert.Equal("EmuAda", name.ToString());
        Assert.False(profile.TryGetText("n"u8, out name));
        Assert.False(name.IsPresent);
        Assert.False(profile.TryGetValue("iss"u8, out _));
        Assert.False(claims.Json.TryGetObject("iss"u8, out profile));
        Assert.False(profile.TryGetText("username"u8, out _));
    }

    [Fact]
    public void Absent_claims_are_absent()
    {
        Assert.Equal(JwsError.None, JwtClaims.TryRead("{}"u8, out JwtClaims claims));
        Assert.False(claims.Issuer.IsPresent || claims.Subject.IsPresent || claims.Id.IsPresent || claims.HasAnyAudience);
        Assert.Equal((null, null, null), (claims.ExpiresAt, claims.NotBefore, claims.IssuedAt));
        Assert.False(claims.HasAudience(""u8) || claims.HasScope(""u8) || claims.Issuer.Is(""u8));
        Assert.Equal("", claims.Issuer.ToString());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("")]
    [InlineData("{\"a\":1")]
    [InlineData("\uFEFF{}")]
    public void Claims_are_one_JSON_object(string payload) => Assert.Equal(JwsError.NotJson, Make.Claims(payload));

    [Theory]
    [InlineData("{\"sub\":\"a\",\"sub\":\"b\"}", JwsError.DuplicateMember)]
    [InlineData("{\"profile\":{\"uuid\":\"a\",\"uuid\":\"b\"}}", JwsError.DuplicateMember)]
    [InlineData("{\"sub\":\"a\",\"\\u0073ub\":\"b\"}", JwsError.EscapedName)]
    public void No_member_comes_twice(string payload, JwsError expected) => Assert.Equal(expected, Make.Claims(payload));

    [Fact]
    public void A_claim_that_is_null_is_absent()
    {
        const string payload = """{"iss":null,"sub":null,"jti":null,"exp":null,"nbf":null,"iat":null,"aud":null,"scope":null,"scp":null}""";
        Assert.Equal(JwsError.None, JwtClaims.TryRead(System.Text.Encoding.UTF8.GetBytes(payload), out JwtClaims claims));
        Assert.False(claims.Issuer.IsPresent || claims.Subject.IsPresent || claims.Id.IsPresent || claims.HasAnyAudience || claims.HasAudience("null"u8) || claims.HasScope("null"u8));
        Assert.Equal((null, null, null), (claims.ExpiresAt, claims.NotBefore, claims.IssuedAt));
        Assert.Equal(JwsError.MissingClaim, new JwtRules().Check(claims, DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData("\"exp\":\"1893456000\"")]
    [InlineData("\"exp\":-1")]
    [InlineData("\"exp\":253402300800")]
    [InlineData("\"exp\":1e300")]
    [InlineData("\"exp\":99999999999999999999999999999999999999")]
    [InlineData("\"exp\":-0.5")]
    [InlineData("\"nbf\":true")]
    [InlineData("\"iat\":[1]")]
    [InlineData("\"iss\":1")]
    [InlineData("\"jti\":{}")]
    [InlineData("\"aud\":1")]
    [InlineData("\"aud\":[\"a\",1]")]
    [InlineData("\"aud\":[[\"a\"]]")]
    [InlineData("\"aud\":{\"a\":\"a\"}")]
    [InlineData("\"scope\":[\"a\"]")]
    [InlineData("\"scp\":[null]")]
    [InlineData("\"scp\":7")]
    public void A_claim_of_the_wrong_type_is_refused(string member) => Assert.Equal(JwsError.WrongClaimType, Make.Claims($"{{{member}}}"));

    [Theory]
    [InlineData("\"aud\":\"one\"", true)]
    [InlineData("\"aud\":[\"zero\",\"one\"]", true)]
    [InlineData("\"aud\":[\"\\u006fne\"]", true)]
    [InlineData("\"aud\":\"One\"", false)]
    [InlineData("\"aud\":\"one \"", false)]
    [InlineData("\"aud\":[]", false)]
    [InlineData("\"aud\":[\"oneone\"]", false)]
    public void An_audience_stands_alone_or_in_a_list(string member, bool expected)
    {
        Assert.Equal(JwsError.None, JwtClaims.TryRead(Encoding.UTF8.GetBytes($"{{{member}}}"), out JwtClaims claims));
        Assert.Equal(expected, claims.HasAudience("one"u8));
        Assert.Equal(!member.EndsWith("[]", StringComparison.Ordinal), claims.HasAnyAudience);
    }

    [Theory]
    [InlineData("\"scope\":\"hytale:server\"", true)]
    [InlineData("\"scope\":\"openid hytale:server offline\"", true)]
    [InlineData("\"scope\":\"openid hytale\\u003aserver\"", true)]
    [InlineData("\"scope\":\"hytale:serverx\"", false)]
    [InlineData("\"scope\":\"xhytale:server\"", false)]
    [InlineData("\"scope\":\"hytale:server,openid\"", false)]
    [InlineData("\"scope\":\"\"", false)]
    [InlineData("\"scp\":[\"openid\",\"hytale:server\"]", true)]
    [InlineData("\"scp\":\"openid hytale:server\"", true)]
    [InlineData("\"scp\":[\"openid hytale:server\"]", false)]
    [InlineData("\"scp\":[]", false)]
    public void A_scope_is_a_word_of_scope_or_an_entry_of_scp(string member, bool expected)
    {
        Assert.Equal(JwsError.None, JwtClaims.TryRead(Encoding.UTF8.GetBytes($"{{{member}}}"), out JwtClaims claims));
        Assert.Equal(expected, claims.HasScope("hytale:server"u8));
    }

    [Fact]
    public void A_text_is_compared_and_copied_with_its_escape_sequences_resolved()
    {
        Assert.Equal(JwsError.None, JwtClaims.TryRead("""{"iss":"https:\/\/a\u00e4","sub":"\ud83d\ude00"}"""u8, out JwtClaims claims));
        Assert.True(claims.Issuer.Is("https://aä"u8));
        Assert.True(claims.Issuer.Is("https://aä"));
        Assert.False(claims.Issuer.Is("https:\\/\\/a\\u00e4"u8));
        byte[] copy = new byte[claims.Subject.Raw.Length];
        Assert.Equal(4, claims.Subject.CopyTo(copy));
        Assert.Equal("😀", claims.Subject.ToString());
    }
}
