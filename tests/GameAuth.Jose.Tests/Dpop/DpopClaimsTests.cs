namespace GameAuth.Jose.Tests.Dpop;

/// <summary>The claims of proofs, and what the rules make of them.</summary>
public class DpopClaimsTests
{
    private const string Token = "emu-access-token";

    [Theory]
    [InlineData("\"jti\":\"emu-1\",")]
    [InlineData("\"htm\":\"POST\",")]
    [InlineData("\"htu\":\"https://sessions.example.org/api/auth/refresh\",")]
    [InlineData(",\"iat\":1900000000")]
    public void A_proof_without_a_claim_is_refused(string member) => Assert.Equal(JwsError.MissingClaim, ReadWith(member, ""));

    [Theory]
    [InlineData("\"emu-1\"")]
    [InlineData("\"POST\"")]
    [InlineData("\"https://sessions.example.org/api/auth/refresh\"")]
    [InlineData("1900000000")]
    public void A_claim_that_is_null_is_as_good_as_none(string value) => Assert.Equal(JwsError.MissingClaim, ReadWith(value, "null"));

    [Theory]
    [InlineData("\"emu-1\"", "7")]
    [InlineData("\"emu-1\"", "[\"emu-1\"]")]
    [InlineData("\"POST\"", "[\"POST\"]")]
    [InlineData("\"POST\"", "true")]
    [InlineData("\"https://sessions.example.org/api/auth/refresh\"", "{}")]
    [InlineData("\"https://sessions.example.org/api/auth/refresh\"", "[]")]
    [InlineData("1900000000", "\"1900000000\"")]
    [InlineData("1900000000", "true")]
    [InlineData("1900000000", "-1")]
    [InlineData("1900000000", "1e30")]
    [InlineData("1900000000", "1900000000,\"ath\":7")]
    [InlineData("1900000000", "1900000000,\"nonce\":{}")]
    public void A_claim_of_another_type_is_refused(string value, string other) => Assert.Equal(JwsError.WrongClaimType, ReadWith(value, other));

    [Theory]
    [InlineData("\"jti\":\"emu-2\"")]
    [InlineData("\"htm\":\"GET\"")]
    [InlineData("\"htu\":\"https://sessions.example.org/\"")]
    [InlineData("\"iat\":1")]
    [InlineData("\"x\":{\"a\":1,\"a\":1}")]
    public void A_claim_that_comes_twice_is_refused(string member) => Assert.Equal(JwsError.DuplicateMember, ReadWith("}", $",{member}}}"));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"claims\"")]
    [InlineData("{\"jti\":\"emu-1\",}")]
    public void Claims_are_one_JSON_object(string claims) => Assert.Equal(JwsError.NotJson, Proofs.Read(Proofs.Sign(claims: claims)));

    [Theory]
    [InlineData(0, JwsError.BadProofId)]
    [InlineData(1, JwsError.None)]
    [InlineData(128, JwsError.None)]
    [InlineData(129, JwsError.BadProofId)]
    [InlineData(10 * 1024, JwsError.TooLong)]
    public void An_id_has_a_least_and_a_greatest_length(int length, JwsError expected) => Assert.Equal(expected, ReadWith("emu-1", new string('i', length)));

    [Theory]
    [InlineData("post")]
    [InlineData("GET")]
    [InlineData("")]
    [InlineData("POST ")]
    public void A_proof_for_another_method_is_refused(string method) => Assert.Equal(JwsError.WrongMethod, JudgeWith("\"POST\"", $"\"{method}\""));

    [Theory]
    [InlineData("https://sessions.example.org/api/auth/exchange")]
    [InlineData("https://other.example.org/api/auth/refresh")]
    [InlineData("https://sessions.example.org.evil.example/api/auth/refresh")]
    [InlineData("https://sessions.example.org@evil.example/api/auth/refresh")]
    [InlineData("/api/auth/refresh")]
    [InlineData("")]
    public void A_proof_for_another_address_is_refused(string address) =>
        Assert.Equal(JwsError.WrongUri, JudgeWith("https://sessions.example.org/api/auth/refresh", address));

    [Theory]
    [InlineData("https://sessions.example.org/api/auth/refresh", JwsError.None)]
    [InlineData("HTTPS://Play.example.org:443/x/../api/auth/refresh?a=1#b", JwsError.None)]
    [InlineData("https://play.example.org/", JwsError.WrongUri)]
    public void A_server_may_have_several_addresses(string address, JwsError expected)
    {
        DpopRequest request = new("POST", new Uri("https://sessions.example.org/api/auth/refresh"), new Uri("https://play.example.org/api/auth/refresh"));
        Assert.Equal(expected, Proofs.Judge(Proofs.Sign(claims: Proofs.Claims.Replace("https://sessions.example.org/api/auth/refresh", address, StringComparison.Ordinal)), request));
    }

    [Theory]
    [InlineData("1900000060", JwsError.None)]
    [InlineData("1900000061", JwsError.IssuedInFuture)]
    [InlineData("253402300799", JwsError.IssuedInFuture)]
    [InlineData("1899999880", JwsError.None)]
    [InlineData("1899999880.5", JwsError.None)]
    [InlineData("1899999879", JwsError.TooOld)]
    [InlineData("0", JwsError.TooOld)]
    public void A_proof_is_taken_for_a_while(string issuedAt, JwsError expected)
    {
        Assert.Equal(expected, JudgeWith("1900000000", issuedAt));
        Assert.Equal(JwsError.None, JudgeWith("1900000000", issuedAt, new DpopRules { CheckIssuedAt = false }));
        Assert.Equal(JwsError.None, JudgeWith("1900000000", issuedAt, new DpopRules { MaxAge = TimeSpan.MaxValue, ClockSkew = TimeSpan.MaxValue }));
    }

    [Fact]
    public void Without_the_time_the_rest_is_looked_at_all_the_same()
    {
        DpopRules rules = new() { CheckIssuedAt = false };
        Assert.Equal(JwsError.WrongMethod, JudgeWith("POST", "GET", rules));
        Assert.Equal(JwsError.WrongUri, JudgeWith("refresh", "logout", rules));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(",\"nonce\":null", null)]
    [InlineData(",\"nonce\":\"\"", "")]
    [InlineData(",\"nonce\":\"emu-nonce\"", "emu-nonce")]
    public void A_nonce_is_shown_as_it_came(string member, string? nonce) =>
        Assert.Equal(nonce, Proofs.Good(Proofs.Sign(claims: Proofs.Claims.Replace("}", $"{member}}}", StringComparison.Ordinal))).Nonce);

    [Theory]
    [InlineData("l6wn4Cid2mReEqlDh4Fc2eS9V3vQeBTCHMGltJSNIFg", JwsError.None)]
    [InlineData("l6wn4Cid2mReEqlDh4Fc2eS9V3vQeBTCHMGltJSNIFg=", JwsError.WrongAccessToken)]
    [InlineData("nni8uUCRt1EJ_WdzUk_I1qT4pt-z2uOanCbFABh5vPM", JwsError.WrongAccessToken)]
    [InlineData(Token, JwsError.WrongAccessToken)]
    [InlineData("", JwsError.WrongAccessToken)]
    public void A_request_with_an_access_token_has_a_proof_for_it(string hash, JwsError expected)
    {
        DpopRequest request = Proofs.Request.WithAccessToken(Token);
        string proof = Proofs.Sign(claims: Proofs.Claims.Replace("}", $",\"ath\":\"{hash}\"}}", StringComparison.Ordinal));
        Assert.Equal(expected, Proofs.Judge(proof, request));
        Assert.Equal(JwsError.None, Proofs.Judge(proof));
    }

    [Fact]
    public void A_proof_without_a_hash_does_not_do_for_an_access_token() =>
        Assert.Equal(JwsError.MissingClaim, Proofs.Judge(Proofs.Sign(), Proofs.Request.WithAccessToken(Token)));

    [Theory]
    [InlineData(",\"exp\":1")]
    [InlineData(",\"nbf\":253402300799")]
    [InlineData(",\"aud\":\"another\"")]
    [InlineData(",\"custom\":{\"a\":[1,2]}")]
    public void Other_claims_mean_nothing(string member) => Assert.Equal(JwsError.None, JudgeWith("}", $"{member}}}"));

    [Fact]
    public void A_request_that_no_proof_could_be_for_is_a_mistake_of_the_caller()
    {
        Uri uri = new("https://sessions.example.org/");
        Assert.Throws<ArgumentException>(() => new DpopRequest("", uri));
        Assert.Throws<ArgumentException>(() => new DpopRequest("POST"));
        Assert.Throws<ArgumentException>(() => new DpopRequest("POST", new Uri("/refresh", UriKind.Relative)));
        Assert.Throws<ArgumentException>(() => new DpopRequest("POST", uri, new Uri("wss://sessions.example.org/")));
        Assert.Throws<ArgumentException>(() => new DpopRequest("POST", uri).WithAccessToken(""));
    }

    private static JwsError ReadWith(string part, string other) => Proofs.Read(Proofs.Sign(claims: Proofs.Claims.Replace(part, other, StringComparison.Ordinal)));

    private static JwsError JudgeWith(string part, string other, DpopRules? rules = null) =>
        Proofs.Judge(Proofs.Sign(claims: Proofs.Claims.Replace(part, other, StringComparison.Ordinal)), rules: rules);
}
