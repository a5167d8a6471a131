using System.Text.Json.Nodes;
using static GameAuth.Hytale.Tests.Validation.TokenWorld;

namespace GameAuth.Hytale.Tests.Validation;

public sealed class ValidTokenTests : IDisposable
{
    private readonly TokenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_token_of_a_player_with_a_plain_name_is_valid()
    {
        HytaleToken token = Taken(await _world.ValidateAsync(_world.Identity()));
        Assert.Equal((Ada, "EmuAda", Ada, (Guid?)null), (token.Subject, token.Username, token.PlayerId, token.ProfileId));
        Assert.Equal(_world.Clock.GetUtcNow().AddHours(1), token.ExpiresAt);
        Assert.Equal(_world.Clock.GetUtcNow().AddSeconds(-10), token.IssuedAt);
        Assert.Equal(token.IssuedAt, token.NotBefore);
        Assert.Equal([HytaleScope.Client], token.Scopes);
    }

    [Fact]
    public async Task A_token_of_a_player_with_a_profile_is_valid()
    {
        Guid profile = Guid.Parse("e0000000-0000-4000-8000-00000000ada1");
        JsonObject claims = With(_world.Claims(), ("profile", new JsonObject { ["username"] = "EmuAda", ["uuid"] = profile.ToString("D") }));
        HytaleToken token = Taken(await _world.ValidateAsync(claims));
        Assert.Equal(("EmuAda", (Guid?)profile, profile), (token.Username, token.ProfileId, token.PlayerId));
    }

    [Fact]
    public async Task A_token_of_a_server_is_valid() =>
        Taken(await _world.ValidateAsync(_world.Claims(HytaleScope.Server), HytaleTokenProfile.Session));

    [Theory]
    [InlineData("\"emu-server-1\"")]
    [InlineData("[\"emu-server-1\"]")]
    [InlineData("[\"other\",\"emu-server-1\"]")]
    public async Task A_token_to_a_server_named_alone_or_in_a_list_is_valid(string audience)
    {
        HytaleToken token = Taken(await _world.ValidateAsync(_world.Access(JsonNode.Parse(audience)), ServerAccess()));
        Assert.Equal(Certificate, token.CertificateSha256!.Value.ToArray());
        Assert.Contains(Audience, token.Audiences);
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    public async Task A_token_bound_to_a_certificate_with_or_without_padding_is_valid(string padding) => Taken(await _world.ValidateAsync(
        With(_world.Access(), ("cnf", new JsonObject { ["x5t#S256"] = X5t(padding) })), ServerAccess()));

    [Fact]
    public async Task A_session_as_the_gateway_documents_it_is_valid()
    {
        JsonObject claims = With(Without(_world.Claims(), "scope"), ("aud", "sessions"), ("session_id", "emu-session-1"));
        Assert.Equal("emu-session-1", Taken(await _world.ValidateAsync(claims, HytaleTokenProfile.DocumentedSession)).SessionId);
    }

    [Fact]
    public async Task An_identity_as_the_gateway_documents_it_is_valid_with_or_without_an_address()
    {
        JsonObject claims = With(Without(Without(_world.Claims(), "scope"), "iat"), ("aud", new JsonArray("identities")), ("preferred_username", "EmuAda"));
        HytaleToken token = Taken(await _world.ValidateAsync(claims, HytaleTokenProfile.DocumentedIdentity));
        Assert.Equal(("EmuAda", (string?)null), (token.Username, token.Email));
        Assert.Equal(
            "ada@emu.test",
            Taken(await _world.ValidateAsync(With(claims, ("email", "ada@emu.test")), HytaleTokenProfile.DocumentedIdentity)).Email);
    }

    [Theory]
    [InlineData("scope", "\"a hytale:editor b\"")]
    [InlineData("scp", "[\"hytale:editor\"]")]
    [InlineData("scp", "\"a hytale:editor\"")]
    public async Task A_scope_may_stand_in_any_of_its_places(string claim, string scopes)
    {
        JsonObject claims = With(Without(_world.Identity(), "scope"), (claim, JsonNode.Parse(scopes)));
        Taken(await _world.ValidateAsync(claims, HytaleTokenProfile.Identity with { Scopes = [HytaleScope.Editor] }));
    }

    [Theory]
    [InlineData(HytaleScope.Client, true)]
    [InlineData(HytaleScope.Editor, true)]
    [InlineData(HytaleScope.Server, false)]
    public async Task One_of_several_scopes_is_enough(string scope, bool good)
    {
        HytaleTokenProfile either = HytaleTokenProfile.Identity with { AnyScope = [HytaleScope.Client, HytaleScope.Editor] };
        Assert.Equal(good, (await _world.ValidateAsync(With(_world.Claims(scope), ("username", "EmuAda")), either)).IsValid);
    }

    [Fact]
    public async Task A_token_is_valid_a_second_time_and_against_another_profile()
    {
        string token = _world.Sign(With(_world.Access(), ("username", "EmuAda")));
        for (int i = 0; i < 3; i++)
        {
            Taken(await _world.Validator.ValidateAsync(token, ServerAccess()));
            Taken(await _world.Validator.ValidateAsync(new Secret(token), HytaleTokenProfile.PlayerIdentity));
            Assert.Equal(
                HytaleTokenRefusal.WrongAudience,
                (await _world.Validator.ValidateAsync(token, ServerAccess() with { Audience = "emu-server-2" })).Refusal);
        }
    }

    [Fact]
    public async Task The_texts_of_a_token_are_made_fit_to_be_shown()
    {
        HytaleToken token = Taken(await _world.ValidateAsync(With(_world.Identity(), ("session_id", "emu\u001b[31m\u202e-1"), ("email", " ada@emu.test\u200b"))));
        Assert.Equal(("emu-1", "ada@emu.test"), (token.SessionId, token.Email));
    }

    private static HytaleToken Taken(HytaleTokenResult result)
    {
        Assert.True(result.IsValid, result.ToString());
        Assert.Equal(HytaleTokenRefusal.None, result.Refusal);
        return result.Token;
    }

    [Theory]
    [InlineData("Emu_Ada~!", true)]
    [InlineData("Em\u00fcAda", true)]
    [InlineData("\u5341 Ada", true)]
    [InlineData("Emu  Ada ", false)]
    [InlineData("Emu\u001b[31mAda\u202e", false)]
    public async Task A_name_is_as_it_came_or_the_token_is_refused(string name, bool isTaken)
    {
        HytaleTokenResult result = await _world.ValidateAsync(With(_world.Identity(), ("username", name)));
        Assert.Equal(isTaken ? name : null, result.Token?.Username);
    }

    [Fact]
    public async Task A_token_that_names_its_algorithm_by_its_curve_is_valid() => Taken(await _world.Validator.ValidateAsync(
        _world.Signer.Sign($$"""{"alg":"Ed25519","kid":"{{_world.Signer.KeyId}}"}""", _world.Identity().ToJsonString()), HytaleTokenProfile.Identity));

    [Fact]
    public async Task A_plain_name_is_what_cleaning_would_leave()
    {
        string name = string.Concat(Enumerable.Range('!', '~' - '!' + 1).Select(static one => (char)one));
        Assert.Equal(GameAuth.Providers.ServerText.Clean(name), (await _world.ValidateAsync(With(_world.Identity(), ("username", name)))).Token?.Username);
        string longest = new('n', 257);
        Assert.Null((await _world.ValidateAsync(With(_world.Identity(), ("username", longest)))).Token);
    }

    [Theory]
    [InlineData(HytaleScope.Client)]
    [InlineData(HytaleScope.Server)]
    [InlineData(HytaleScope.Editor)]
    public async Task A_scope_is_shared_by_tokens_and_nobody_can_change_it(string scope)
    {
        HytaleToken token = (await _world.ValidateAsync(With(_world.Identity(), ("scope", scope)), HytaleTokenProfile.Identity)).Token!;
        Assert.Equal([scope], token.Scopes);
        Assert.False(token.Scopes is string[]);
        Assert.Throws<NotSupportedException>(() => ((IList<string>)token.Scopes)[0] = "another");
    }
}
