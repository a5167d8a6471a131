using System.Text.Json;
using GameAuth.Jose;
using GameAuth.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using JsonWebKeySet = GameAuth.Jose.JsonWebKeySet;

namespace GameAuth.IdentityModel.Tests;

public sealed class A_key_cache_resolves_keys : IDisposable
{
    private readonly TokenSigner _signer = new(1, "emu-key-1");
    private readonly FakeClock _clock = new();
    private readonly JwksCache _cache;
    private readonly JwksSigningKeys _keys;
    private JsonWebKeySet _published;

    public A_key_cache_resolves_keys()
    {
        _published = JsonWebKeySet.Of(_signer.Key);
        _cache = new JwksCache((_, _) => Task.FromResult(JwksResponse.Keys(Json(_published))), clock: _clock);
        _keys = new JwksSigningKeys(_cache);
    }

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task The_first_token_passes_when_its_key_was_prepared()
    {
        string token = _signer.Sign(TokenSigner.Claims());
        Assert.True(await _keys.PrepareAsync(token));
        Assert.True((await ValidateAsync(token)).IsValid);
    }

    [Fact]
    public async Task Without_that_it_fails_once_and_the_key_is_fetched_behind_it()
    {
        string token = _signer.Sign(TokenSigner.Claims());
        Assert.False((await ValidateAsync(token)).IsValid);
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!_cache.TryGetKey("emu-key-1", out _))
        {
            await Task.Delay(1, limit.Token);
        }

        Assert.True((await ValidateAsync(token)).IsValid);
        Assert.Equal(1, _cache.GetStatistics().Fetches);
    }

    [Fact]
    public async Task A_rotation_is_followed()
    {
        Assert.True(await _keys.PrepareAsync(_signer.Sign(TokenSigner.Claims())));
        TokenSigner next = new(2, "emu-key-2");
        _published = JsonWebKeySet.Of(next.Key);
        string token = next.Sign(TokenSigner.Claims());
        Assert.True(await _keys.PrepareAsync(token));
        Assert.True((await ValidateAsync(token)).IsValid);
        Assert.False((await ValidateAsync(_signer.Sign(TokenSigner.Claims()))).IsValid);
    }

    [Fact]
    public async Task The_same_key_is_handed_out_as_the_same_object()
    {
        Assert.True(await _keys.PrepareAsync(_signer.Sign(TokenSigner.Claims())));
        Assert.Same(Resolve("emu-key-1").Single(), Resolve("emu-key-1").Single());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a token")]
    [InlineData("e30.e30.AA")]
    public async Task What_is_no_token_asks_for_no_key(string token)
    {
        Assert.False(await _keys.PrepareAsync(token));
        Assert.False(await _keys.PrepareAsync(_signer.Sign("""{"alg":"EdDSA"}""", TokenSigner.Claims())));
        Assert.Empty(Resolve(""));
        Assert.Equal(0, _cache.GetStatistics().Fetches);
    }

    private static byte[] Json(JsonWebKeySet keys)
    {
        System.Buffers.ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            keys.WriteTo(writer);
        }

        return json.WrittenSpan.ToArray();
    }

    private IEnumerable<SecurityKey> Resolve(string keyId) => _keys.Resolve("", null!, keyId, null!);

    private Task<TokenValidationResult> ValidateAsync(string token) => new JsonWebTokenHandler().ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = "https://sessions.hytale.com",
        ValidAudience = "emu",
        ValidAlgorithms = [Ed25519SecurityKey.Algorithm],
        IssuerSigningKeyResolver = _keys.Resolve,
    });
}
