using System.Text;

namespace GameAuth.Jose.Tests;

public class JwtRulesTests
{
    private static readonly JwtRules Rules = new() { Issuer = "i", Audience = "a", Scopes = ["s", "t"], RequireSubject = true, ClockSkew = TimeSpan.FromSeconds(60) };

    [Theory]
    [InlineData("""{"iss":"i","sub":"u","aud":["b","a"],"scope":"t s","exp":2000}""", JwsError.None)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"t s","exp":941}""", JwsError.None)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"t s","exp":940}""", JwsError.Expired)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"t s"}""", JwsError.MissingClaim)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"t s","exp":2000,"nbf":1060}""", JwsError.None)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"t s","exp":2000,"nbf":1060.1}""", JwsError.NotYetValid)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"t s","exp":2000,"iat":1060}""", JwsError.None)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"t s","exp":2000,"iat":1061}""", JwsError.IssuedInFuture)]
    [InlineData("""{"iss":"I","sub":"u","aud":"a","scope":"t s","exp":2000}""", JwsError.WrongIssuer)]
    [InlineData("""{"sub":"u","aud":"a","scope":"t s","exp":2000}""", JwsError.MissingClaim)]
    [InlineData("""{"iss":"i","sub":"u","aud":"b","scope":"t s","exp":2000}""", JwsError.WrongAudience)]
    [InlineData("""{"iss":"i","sub":"u","aud":[],"scope":"t s","exp":2000}""", JwsError.MissingClaim)]
    [InlineData("""{"iss":"i","sub":"u","scope":"t s","exp":2000}""", JwsError.MissingClaim)]
    [InlineData("""{"iss":"i","sub":"","aud":"a","scope":"t s","exp":2000}""", JwsError.MissingClaim)]
    [InlineData("""{"iss":"i","aud":"a","scope":"t s","exp":2000}""", JwsError.MissingClaim)]
    [InlineData("""{"iss":"i","sub":"u","aud":"a","scope":"s","exp":2000}""", JwsError.MissingScope)]
    public void Each_rule_has_its_reason(string payload, JwsError expected) => Assert.Equal(expected, Check(Rules, payload, 1000));

    [Fact]
    public void Only_the_expiry_is_asked_for_without_rules()
    {
        Assert.Equal(JwsError.MissingClaim, Check(new JwtRules(), "{}", 1000));
        Assert.Equal(JwsError.None, Check(new JwtRules { RequireExpiry = false }, "{}", 1000));
        Assert.Equal(JwsError.Expired, Check(new JwtRules { RequireExpiry = false }, """{"exp":1}""", 1000));
    }

    [Fact]
    public void The_ends_of_time_are_no_special_case()
    {
        Assert.Equal(JwsError.None, Check(new JwtRules { ClockSkew = TimeSpan.FromDays(3) }, """{"exp":253402300799}""", 1000));
        Assert.Equal(JwsError.NotYetValid, Check(new JwtRules(), """{"exp":253402300799,"nbf":253402300799}""", 0));
    }

    private static JwsError Check(JwtRules rules, string payload, long now)
    {
        Assert.Equal(JwsError.None, JwtClaims.TryRead(Encoding.UTF8.GetBytes(payload), out JwtClaims claims));
        return rules.Check(claims, DateTimeOffset.FromUnixTimeSeconds(now));
    }
}
