namespace GameAuth.Jose.Tests.Dpop;

/// <summary>The worked examples of RFC 9449; their signatures are by one key, whose thumbprint is in section 6.1.</summary>
public class Rfc9449Tests
{
    private const string Thumbprint = "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I";
    private const string AccessToken = "Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU";

    private const string Header = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCR"
        + "nMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.";

    // Figures 2 and 5.
    private const string TokenRequest = Header + "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwia"
        + "WF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

    // Figure 7.
    private const string Refresh = Header + "eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwia"
        + "WF0IjoxNTYyMjY1Mjk2fQ.pAqut2IRDm_De6PR93SYmGBPXpwrAk90e8cP2hjiaG5QsGSuKDYW7_X620BxqhvYC8ynrrvZLTk41mSRroapUA";

    // Figure 13.
    private const string Resource = Header + "eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0Z"
        + "WRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71E"
        + "OptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA";

    private static readonly DpopRules Exact = new() { MaxAge = TimeSpan.Zero, ClockSkew = TimeSpan.Zero };

    [Theory]
    [InlineData(TokenRequest, 1562262616, "-BwC3ESc6acc2lTc")]
    [InlineData(Refresh, 1562265296, "-BwC3ESc6acc2lTc")]
    public void Section_4_1_and_5_A_proof_for_the_token_endpoint(string token, long issuedAt, string id)
    {
        DpopProof proof = Proofs.Good(token);
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(issuedAt);
        Assert.Equal((JwsAlgorithm.Es256, Thumbprint, id, null, now), (proof.Algorithm, proof.Thumbprint, proof.Id, proof.Nonce, proof.IssuedAt));
        Assert.Equal(System.Buffers.Text.Base64Url.DecodeFromChars(Thumbprint), proof.ThumbprintBytes);
        DpopRequest request = new("POST", new Uri("https://server.example.com/token"));
        Assert.Equal(JwsError.None, Exact.Check(proof, request, now));
        Assert.Equal(JwsError.TooOld, Exact.Check(proof, request, now.AddSeconds(1)));
        Assert.Equal(JwsError.IssuedInFuture, Exact.Check(proof, request, now.AddSeconds(-1)));
    }

    [Fact]
    public void Section_7_1_A_proof_for_a_resource_and_its_access_token()
    {
        DpopProof proof = Proofs.Good(Resource);
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(1562262618);
        DpopRequest request = new("GET", new Uri("https://resource.example.org/protectedresource?page=2"));
        Assert.Equal((Thumbprint, "e1j3V_bKic8-LAEB"), (proof.Thumbprint, proof.Id));
        Assert.Equal(JwsError.None, Exact.Check(proof, request.WithAccessToken(AccessToken), now));
        Assert.Equal(JwsError.WrongAccessToken, Exact.Check(proof, request.WithAccessToken(AccessToken + "x"), now));
    }

    [Fact]
    public void Section_4_2_The_proof_for_the_token_endpoint_has_no_hash_of_a_token()
    {
        DpopRequest request = new DpopRequest("POST", new Uri("https://server.example.com/token")).WithAccessToken(AccessToken);
        Assert.Equal(JwsError.MissingClaim, Exact.Check(Proofs.Good(TokenRequest), request, DateTimeOffset.FromUnixTimeSeconds(1562262616)));
    }
}
