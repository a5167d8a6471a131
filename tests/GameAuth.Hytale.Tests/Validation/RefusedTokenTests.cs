using System.Text.Json.Nodes;
using static GameAuth.Hytale.Tests.Validation.TokenWorld;

namespace GameAuth.Hytale.Tests.Validation;

public sealed class RefusedTokenTests : IDisposable
{
    private readonly TokenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("not a token")]
    [InlineData("eyJ\u00e9.e30.AA")]
    [InlineData("e30.e30.AA==")]
    public async Task What_is_no_token_at_all_is_refused(string token) => Refused(HytaleTokenRefusal.Malformed, await Validate(token), HytaleTokenRefusal.WrongAlgorithm);

    [Fact]
    public async Task A_token_that_is_too_long_is_refused()
    {
        string padded = _world.Sign(With(_world.Identity(), ("filler", new string('a', 8192))));
        Assert.Equal(HytaleTokenRefusal.TooLong, (await Validate(padded)).Refusal);
        Assert.Equal(HytaleTokenRefusal.TooLong, (await Validate(new string('a', 10_000_000))).Refusal);
    }

    [Fact]
    public async Task A_token_signed_by_a_stranger_under_a_known_name_is_refused()
    {
        TokenSigner stranger = new(99, _world.Signer.KeyId);
        Assert.Equal(HytaleTokenRefusal.BadSignature, (await Validate(stranger.Sign(_world.Identity().ToJsonString()))).Refusal);
    }

    [Fact]
    public async Task A_token_changed_anywhere_is_refused()
    {
        string token = await _world.WarmAsync();
        int payload = token.IndexOf('.', StringComparison.Ordinal);
        int signature = token.LastIndexOf('.');
        for (int at = payload + 1; at < token.Length; at++)
        {
            if (at == signature)
            {
                continue;
            }

            char other = token[at] == 'A' ? 'B' : 'A';
            Assert.False((await Validate(token[..at] + other + token[(at + 1)..])).IsValid, $"changed at {at}");
        }

        Assert.Equal(HytaleTokenRefusal.BadSignature, (await Validate(token[..(signature + 1)] + new string('A', 86))).Refusal);
        Assert.True((await Validate(token)).IsValid);
    }

    [Theory]
    [InlineData("exp")]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("username")]
    public async Task A_token_without_a_claim_is_refused(string name) => Missing(name, await _world.ValidateAsync(Without(_world.Identity(), name)));

    [Theory]
    [InlineData("username", "")]
    [InlineData("sub", "")]
    public async Task A_token_with_an_empty_claim_is_refused(string name, string value) => Missing(name, await _world.ValidateAsync(With(_world.Identity(), (name, value))));

    [Theory]
    [InlineData("iat")]
    [InlineData("session_id")]
    [InlineData("aud")]
    public async Task A_documented_session_without_a_claim_is_refused(string name)
    {
        JsonObject claims = With(_world.Claims(), ("aud", "sessions"), ("session_id", "emu-session-1"));
        Missing(name, await _world.ValidateAsync(Without(claims, name), HytaleTokenProfile.DocumentedSession));
    }

    [Theory]
    [InlineData("preferred_username", HytaleTokenClaims.None)]
    [InlineData("email", HytaleTokenClaims.Email)]
    public async Task A_documented_identity_without_a_claim_is_refused(string name, HytaleTokenClaims more)
    {
        JsonObject claims = With(_world.Claims(), ("aud", "identities"), ("preferred_username", "EmuAda"), ("email", "ada@emu.test"));
        HytaleTokenProfile profile = HytaleTokenProfile.DocumentedIdentity with { Claims = HytaleTokenProfile.DocumentedIdentity.Claims | more };
        Assert.True((await _world.ValidateAsync(claims, profile)).IsValid);
        Missing(name, await _world.ValidateAsync(Without(claims, name), profile));
    }

    [Theory]
    [InlineData("nbf", HytaleTokenClaims.NotBefore)]
    [InlineData("profile", HytaleTokenClaims.ProfileId)]
    public async Task A_token_without_a_claim_that_a_profile_adds_is_refused(string name, HytaleTokenClaims claim)
    {
        JsonObject claims = With(_world.Identity(), ("profile", new JsonObject { ["uuid"] = Ada.ToString("D") }));
        HytaleTokenProfile profile = HytaleTokenProfile.Identity with { Claims = claim };
        Assert.True((await _world.ValidateAsync(claims, profile)).IsValid);
        Missing(name, await _world.ValidateAsync(Without(claims, name), profile));
    }

    [Theory]
    [InlineData("username", "5", "username")]
    [InlineData("profile", "\"x\"", "profile")]
    [InlineData("profile", "{\"username\":[]}", "username")]
    [InlineData("profile", "{\"uuid\":\"x\"}", "profile")]
    [InlineData("profile", "{\"uuid\":7}", "profile")]
    [InlineData("session_id", "{}", "session_id")]
    [InlineData("email", "[]", "email")]
    [InlineData("cnf", "\"x\"", "cnf")]
    [InlineData("cnf", "{\"x5t#S256\":1}", "cnf")]
    [InlineData("cnf", "{\"x5t#S256\":\"AAAA\"}", "cnf")]
    [InlineData("cnf", "{\"x5t#S256\":\"!AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}", "cnf")]
    [InlineData("exp", "\"soon\"", null)]
    [InlineData("aud", "5", null)]
    [InlineData("scope", "[]", null)]
    [InlineData("sub", "5", null)]
    public async Task A_token_with_a_claim_of_the_wrong_type_is_refused(string name, string json, string? blamed)
    {
        HytaleTokenResult result = await _world.ValidateAsync(With(_world.Identity(), (name, JsonNode.Parse(json))));
        Assert.Equal((HytaleTokenRefusal.MalformedClaim, blamed), (result.Refusal, result.Claim));
    }

    [Theory]
    [InlineData("username", "\"No\\u200btch\"")]
    [InlineData("username", "\"\\u202eNotch\"")]
    [InlineData("username", "\"Notch\\ue000\"")]
    [InlineData("username", "\"\\u200b\"")]
    [InlineData("preferred_username", "\"Not\\u3164ch\"")]
    [InlineData("username", "\"Notch \"")]
    public async Task A_token_whose_name_would_be_another_s_once_cleaned_is_refused(string name, string json)
    {
        HytaleTokenResult result = await _world.ValidateAsync(With(_world.Identity(), (name, JsonNode.Parse(json))));
        Assert.Equal((HytaleTokenRefusal.MalformedClaim, name), (result.Refusal, result.Claim));
    }

    [Theory]
    [InlineData("profile")]
    [InlineData("username")]
    [InlineData("preferred_username")]
    [InlineData("session_id")]
    [InlineData("email")]
    [InlineData("cnf")]
    [InlineData("nbf")]
    [InlineData("iat")]
    [InlineData("aud")]
    [InlineData("scope")]
    public async Task A_claim_that_is_null_is_absent(string name)
    {
        JsonObject claims = With(_world.Identity(), (name, null));
        HytaleTokenResult result = await _world.ValidateAsync(claims);
        HytaleTokenResult without = await _world.ValidateAsync(Without(claims, name));
        Assert.Equal((without.Refusal, without.Claim), (result.Refusal, result.Claim));
        Assert.NotEqual(HytaleTokenRefusal.MalformedClaim, result.Refusal);
    }

    [Theory]
    [InlineData("https://sessions.hytale.com/")]
    [InlineData("https://oauth.accounts.hytale.com")]
    [InlineData("https://sessions.hytale.com.emu.test")]
    public async Task A_token_of_another_issuer_is_refused(string issuer) =>
        Assert.Equal(HytaleTokenRefusal.WrongIssuer, (await _world.ValidateAsync(With(_world.Identity(), ("iss", issuer)))).Refusal);

    [Theory]
    [InlineData("EmuAda")]
    [InlineData("e000000000004000800000000000ada0")]
    [InlineData("{e0000000-0000-4000-8000-00000000ada0}")]
    [InlineData(" e0000000-0000-4000-8000-00000000ada0")]
    [InlineData("e0000000-0000-4000-8000-00000000ada0x")]
    [InlineData("e0000000-0000-4000-8000-00000000ad-0")]
    public async Task A_token_whose_subject_is_no_uuid_is_refused(string subject) =>
        Assert.Equal(HytaleTokenRefusal.SubjectNotUuid, (await _world.ValidateAsync(With(_world.Identity(), ("sub", subject)))).Refusal);

    [Theory]
    [InlineData("\"emu-server-2\"")]
    [InlineData("[\"emu-server-2\",\"emu-server-11\",\"EMU-SERVER-1\"]")]
    public async Task A_token_for_another_server_is_refused(string audience) =>
        Assert.Equal(HytaleTokenRefusal.WrongAudience, (await _world.ValidateAsync(_world.Access(JsonNode.Parse(audience)), ServerAccess())).Refusal);

    [Fact]
    public async Task A_token_for_no_server_is_refused()
    {
        Missing("aud", await _world.ValidateAsync(Without(_world.Access(), "aud"), ServerAccess()));
        Missing("aud", await _world.ValidateAsync(_world.Access(new JsonArray()), ServerAccess()));
    }

    [Theory]
    [InlineData("hytale:server")]
    [InlineData("hytale:clients")]
    [InlineData("xhytale:client")]
    [InlineData("")]
    public async Task A_token_without_the_scope_is_refused(string scope) =>
        Assert.Equal(HytaleTokenRefusal.MissingScope, (await _world.ValidateAsync(With(_world.Identity(), ("scope", scope)))).Refusal);

    [Fact]
    public async Task A_player_who_says_he_is_a_server_is_refused() =>
        Assert.Equal(HytaleTokenRefusal.MissingScope, (await _world.ValidateAsync(_world.Identity(), HytaleTokenProfile.Session)).Refusal);

    [Fact]
    public async Task A_token_bound_to_another_certificate_is_refused()
    {
        for (int bit = 0; bit < 256; bit += 17)
        {
            byte[] other = [.. Certificate];
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            HytaleTokenResult result = await _world.ValidateAsync(_world.Access(), HytaleTokenProfile.ServerAccess(Audience, other));
            Assert.Equal((HytaleTokenRefusal.WrongCertificate, "cnf"), (result.Refusal, result.Claim));
        }
    }

    [Fact]
    public async Task A_token_bound_to_no_certificate_is_refused()
    {
        Missing("cnf", await _world.ValidateAsync(Without(_world.Access(), "cnf"), ServerAccess()));
        Missing("cnf", await _world.ValidateAsync(With(_world.Access(), ("cnf", new JsonObject { ["jkt"] = "x" })), ServerAccess()));
        Missing("cnf", await _world.ValidateAsync(Without(_world.Access(), "cnf"), ServerAccess() with { Claims = HytaleTokenClaims.None }));
    }

    [Fact]
    public async Task A_token_without_a_key_id_is_refused()
    {
        string token = _world.Signer.Sign("""{"alg":"EdDSA"}""", _world.Identity().ToJsonString());
        Assert.Equal(HytaleTokenRefusal.UnknownKey, (await Validate(token)).Refusal);
        Assert.Equal(0, _world.Fetches);
    }

    [Fact]
    public void A_certificate_hash_of_another_length_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => HytaleTokenProfile.ServerAccess(Audience, new byte[20]));

    private ValueTask<HytaleTokenResult> Validate(string token) => _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity);

    private static void Refused(HytaleTokenRefusal refusal, HytaleTokenResult result, HytaleTokenRefusal or)
    {
        Assert.False(result.IsValid);
        Assert.True(result.Refusal == refusal || result.Refusal == or, result.ToString());
    }

    private static void Missing(string claim, HytaleTokenResult result) =>
        Assert.Equal((HytaleTokenRefusal.MissingClaim, claim), (result.Refusal, result.Claim));
}
