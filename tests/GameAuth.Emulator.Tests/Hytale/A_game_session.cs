using System.Globalization;
using System.Net;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_game_session : HytaleTest
{
    [Fact]
    public async Task Has_two_tokens_and_an_end_with_nine_fractional_digits()
    {
        WireAnswer session = await SessionAsync();

        Assert.Equal(HttpStatusCode.OK, session.Status);
        Assert.Matches(@"^2026-01-02T04:04:05\.[0-9]{9}Z$", session["expiresAt"]);
        Assert.Equal(Time.GetUtcNow().AddHours(1), DateTimeOffset.Parse(session["expiresAt"], CultureInfo.InvariantCulture));
        Assert.Equal(["hytale_session", "hytale_identity"], Emulator.Log.Of("hytale.session-new").Single().Issued.Select(token => token.Kind));
        EmulatedHytaleSession open = Assert.Single(Emulator.Hytale.Sessions);
        Assert.Equal((HytaleFlow.FirstProfile, EmulatedHytaleAccount.Default.Owner, 0), (open.Profile, open.Owner, open.Refreshes));
    }

    [Fact]
    public async Task Names_its_profile_in_the_official_claims()
    {
        WireAnswer session = await SessionAsync(HytaleFlow.SecondProfile);
        (Token token, Token identity) = (new Token(session["sessionToken"]), new Token(session["identityToken"]));

        Assert.Equal(["iss", "sub", "iat", "nbf", "exp", "jti", "scope"], token.Claims.Select(claim => claim.Key));
        Assert.Equal(("https://sessions.hytale.com", HytaleFlow.SecondProfile, "hytale:server"), (token["iss"], token["sub"], token["scope"]));
        Assert.Equal((HytaleFlow.SecondProfile, "EmuMiner"), (identity["sub"], identity["username"]));
        Assert.Null(identity["profile"]);
        Assert.Equal(("EdDSA", Emulator.Hytale.SigningKeyId), (token.Header["alg"]!.ToString(), token.Header["kid"]!.ToString()));
        Assert.Equal(86, session["sessionToken"].Split('.')[2].Length);
    }

    [OpenSslFact]
    public async Task Has_tokens_that_openssl_verifies_with_the_published_key()
    {
        WireAnswer session = await SessionAsync();
        WireAnswer keys = await Client.KeysAsync();

        Assert.True(new Token(session["sessionToken"]).VerifiesIn(keys.Json));
        Assert.True(new Token(session["identityToken"]).VerifiesIn(keys.Json));
    }

    [Fact]
    public async Task Is_refreshed_to_new_tokens_that_end_the_old_one()
    {
        WireAnswer first = await SessionAsync();
        Time.Advance(TimeSpan.FromMinutes(1));

        WireAnswer second = await Client.RefreshSessionAsync(first["sessionToken"]);
        WireAnswer stale = await Client.RefreshSessionAsync(first["sessionToken"]);

        Assert.NotEqual(first["sessionToken"], second["sessionToken"]);
        Assert.NotEqual(first["identityToken"], second["identityToken"]);
        Assert.StartsWith("2026-01-02T04:05:05", second["expiresAt"], StringComparison.Ordinal);
        Assert.Equal((403, "invalid token", "text/plain"), ((int)stale.Status, stale.Text, stale.Message.Content.Headers.ContentType!.MediaType));
        Assert.Equal(1, Emulator.Hytale.Sessions.Single().Refreshes);
        Assert.Equal(HttpStatusCode.OK, (await Client.RefreshSessionAsync(second["sessionToken"])).Status);
    }

    [Fact]
    public async Task Is_ended_by_delete()
    {
        string token = (await SessionAsync())["sessionToken"];

        Assert.Equal(HttpStatusCode.NoContent, (await Client.EndSessionAsync(token)).Status);

        Assert.Empty(Emulator.Hytale.Sessions);
        Assert.Equal(HttpStatusCode.Forbidden, (await Client.EndSessionAsync(token)).Status);
        Assert.Equal("the session was ended", LastNote);
        Assert.Equal(2, Emulator.Log.Count("hytale.session-end"));
    }

    [Fact]
    public async Task Ends_after_an_hour()
    {
        string token = (await SessionAsync())["sessionToken"];
        Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.Forbidden, (await Client.RefreshSessionAsync(token)).Status);
        Assert.Empty(Emulator.Hytale.Sessions);
    }

    [Theory]
    [InlineData("not-a-uuid", 400)]
    [InlineData("e2000000-0000-4000-8000-0000000000ff", 404)]
    public async Task Is_refused_for_a_profile_that_is_none_of_the_account(string profile, int status)
    {
        Assert.Equal(status, (int)(await SessionAsync(profile)).Status);
    }

    [Fact]
    public async Task Is_refused_without_the_right_token()
    {
        WireAnswer weak = await Client.HytaleSignInAsync("openid offline");
        string session = (await SessionAsync())["sessionToken"];

        Assert.Equal(401, (int)(await Client.NewSessionAsync(null)).Status);
        Assert.Equal("invalid token", (await Client.NewSessionAsync(session)).Text);
        Assert.Equal((403, "insufficient scope"), (await Client.NewSessionAsync(weak["access_token"])) is var answer ? ((int)answer.Status, answer.Text) : default);
        Assert.Equal(401, (int)(await Client.RefreshSessionAsync(null)).Status);
        Assert.Equal("invalid token", (await Client.RefreshSessionAsync(await AccessAsync())).Text);
        Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, (int)(await Client.NewSessionAsync(weak["access_token"])).Status);
    }
}
