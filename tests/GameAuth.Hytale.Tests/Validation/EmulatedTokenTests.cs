using System.Text.Json.Nodes;
using GameAuth.Emulator;
using GameAuth.Hytale.Tests.Join;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameAuth.Hytale.Tests.Validation;

/// <summary>Tokens that were signed by another hand than the tests' own, and key sets with something wrong.</summary>
public sealed class EmulatedTokenTests : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];
    private readonly FakeClock _clock = new();

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable one in _open)
        {
            await one.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(HytaleClaimShape.Username)]
    [InlineData(HytaleClaimShape.NestedProfile)]
    public async Task The_emulator_agrees_on_a_players_identity_in_either_shape(HytaleClaimShape shape)
    {
        (GameAuthEmulator emulator, HytaleTokenValidator validator) = await StartAsync(options => options.Hytale.Claims = shape);
        HytaleTokenResult result = await validator.ValidateAsync(emulator.Hytale.IssueToken(), HytaleTokenProfile.PlayerIdentity);
        Assert.True(result.IsValid, result.ToString());
        Assert.Equal(("EmuRanger", JoinWorld.Ranger), (result.Token.Username, result.Token.PlayerId));
    }

    [Fact]
    public async Task The_emulator_agrees_on_the_claims_that_the_gateway_documents()
    {
        await using JoinWorld world = await JoinWorld.StartAsync(static options => options.Hytale.Claims = HytaleClaimShape.GatewayText);
        HytaleTokenResult result = await world.Tokens.ValidateAsync(world.Server.SessionToken, HytaleTokenProfile.DocumentedSession);
        Assert.True(result.IsValid, result.ToString());
        Assert.NotNull(result.Token.SessionId);
        result = await world.Tokens.ValidateAsync(world.Server.IdentityToken, HytaleTokenProfile.DocumentedIdentity);
        Assert.True(result.IsValid, result.ToString());
        Assert.Equal("EmuRanger", result.Token.Username);
    }

    [Fact]
    public async Task The_emulator_agrees_on_a_servers_session()
    {
        (GameAuthEmulator emulator, HytaleTokenValidator validator) = await StartAsync();
        string session = emulator.Hytale.IssueToken(new HytaleTokenRequest { Kind = HytaleTokenKind.Session });
        HytaleTokenResult result = await validator.ValidateAsync(session, HytaleTokenProfile.Session);
        Assert.True(result.IsValid, result.ToString());
    }

    [Theory]
    [InlineData(HytaleSignature.Flipped, HytaleTokenRefusal.BadSignature)]
    [InlineData(HytaleSignature.OtherKey, HytaleTokenRefusal.BadSignature)]
    [InlineData(HytaleSignature.OtherClaims, HytaleTokenRefusal.BadSignature)]
    [InlineData(HytaleSignature.LargeS, HytaleTokenRefusal.BadSignature)]
    [InlineData(HytaleSignature.SmallOrder, HytaleTokenRefusal.UnknownKey)]
    [InlineData(HytaleSignature.HmacWithPublicKey, HytaleTokenRefusal.WrongAlgorithm)]
    [InlineData(HytaleSignature.None, HytaleTokenRefusal.Malformed)]
    public async Task The_emulator_agrees_on_how_a_token_must_not_be_signed(HytaleSignature signature, HytaleTokenRefusal refusal)
    {
        (GameAuthEmulator emulator, HytaleTokenValidator validator) = await StartAsync();
        string token = emulator.Hytale.IssueToken(new HytaleTokenRequest { Signature = signature });
        Assert.Equal(refusal, (await validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).Refusal);
    }

    [Theory]
    [InlineData("jwk", "{\"kty\":\"OKP\"}")]
    [InlineData("jku", "\"https://evil.example/keys\"")]
    [InlineData("x5u", "\"https://evil.example/chain\"")]
    [InlineData("x5c", "[\"MAA=\"]")]
    [InlineData("crit", "[\"b64\"]")]
    public async Task The_emulator_agrees_on_headers_that_bring_a_key(string name, string json)
    {
        (GameAuthEmulator emulator, HytaleTokenValidator validator) = await StartAsync();
        string token = emulator.Hytale.IssueToken(new HytaleTokenRequest { Header = new JsonObject { [name] = JsonNode.Parse(json) } });
        Assert.Equal(HytaleTokenRefusal.ForbiddenHeader, (await validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity)).Refusal);
        Assert.Equal(0, emulator.Log.Count("hytale.jwks"));
    }

    [Theory]
    [InlineData(HytaleJwksTrick.DuplicateKid, false)]
    [InlineData(HytaleJwksTrick.SmallOrder, true)]
    [InlineData(HytaleJwksTrick.NonCanonical, true)]
    [InlineData(HytaleJwksTrick.PrivateMember, false)]
    [InlineData(HytaleJwksTrick.WrongCurve, false)]
    [InlineData(HytaleJwksTrick.ShortKey, false)]
    [InlineData(HytaleJwksTrick.ForEncryption, false)]
    [InlineData(HytaleJwksTrick.NoKid, false)]
    [InlineData(HytaleJwksTrick.ManyKeys, false)]
    [InlineData(HytaleJwksTrick.Huge, false)]
    [InlineData(HytaleJwksTrick.Empty, false)]
    [InlineData(HytaleJwksTrick.NotJson, false)]
    public async Task The_emulator_agrees_on_key_sets_with_something_wrong(HytaleJwksTrick trick, bool hasGoodKey)
    {
        (GameAuthEmulator emulator, HytaleTokenValidator validator) = await StartAsync();
        emulator.Hytale.JwksTrick = trick;
        Assert.Equal(hasGoodKey, (await validator.ValidateAsync(emulator.Hytale.IssueToken(), HytaleTokenProfile.PlayerIdentity)).IsValid);
        string forged = emulator.Hytale.IssueToken(new HytaleTokenRequest { Signature = HytaleSignature.SmallOrder });
        Assert.False((await validator.ValidateAsync(forged, HytaleTokenProfile.PlayerIdentity)).IsValid);
    }

    [Fact]
    public async Task The_emulator_agrees_on_keys_that_rotate_without_a_word()
    {
        (GameAuthEmulator emulator, HytaleTokenValidator validator) = await StartAsync();
        for (int i = 0; i < 3; i++)
        {
            Assert.True((await validator.ValidateAsync(emulator.Hytale.IssueToken(), HytaleTokenProfile.PlayerIdentity)).IsValid);
            emulator.Hytale.RotateKeys(keepOld: i == 1);
            _clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(3, emulator.Log.Count("hytale.jwks"));
    }

    private async Task<(GameAuthEmulator Emulator, HytaleTokenValidator Validator)> StartAsync(Action<EmulatorOptions>? configure = null)
    {
        EmulatorOptions options = new() { TimeProvider = _clock, Providers = { "hytale" } };
        configure?.Invoke(options);
        GameAuthEmulator emulator = await GameAuthEmulator.StartAsync(options);
        HostApplicationBuilder app = Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { DisableDefaults = true, EnvironmentName = Environments.Development });
        app.UseEmulator(emulator);
        app.Services.AddSingleton<TimeProvider>(_clock);
        app.Services.AddHytaleTokenValidation();
        IHost host = app.Build();
        _open.Add((IAsyncDisposable)host);
        _open.Add(emulator);
        return (emulator, host.Services.GetRequiredService<HytaleTokenValidator>());
    }
}
