using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using JsonWebKeySet = GameAuth.Jose.JsonWebKeySet;

namespace GameAuth.IdentityModel.Tests;

public class Microsofts_handler_takes_EdDSA
{
    private readonly TokenSigner _signer = new(1, "emu-key-1");
    private readonly JsonWebTokenHandler _handler = new();

    [Fact]
    public async Task A_token_of_the_key_is_good()
    {
        TokenValidationResult result = await ValidateAsync(_signer.Sign(TokenSigner.Claims()));
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("EmuAda", ((JsonWebToken)result.SecurityToken).Subject);
    }

    [Fact]
    public async Task So_is_one_that_names_the_algorithm_by_its_curve()
    {
        TokenValidationResult result = await ValidateAsync(_signer.Sign("""{"alg":"Ed25519","kid":"emu-key-1"}""", TokenSigner.Claims()));
        Assert.True(result.IsValid, result.Exception?.Message);
    }

    [Fact]
    public async Task It_is_so_again_and_again_with_one_key()
    {
        Ed25519SecurityKey key = new(_signer.Key);
        for (int i = 0; i < 50; i++)
        {
            Assert.True((await ValidateAsync(_signer.Sign(TokenSigner.Claims($"Emu{i}")), key)).IsValid);
        }

        Assert.False((await ValidateAsync(new TokenSigner(2, "emu-key-1").Sign(TokenSigner.Claims()), key)).IsValid);
    }

    [Fact]
    public async Task A_changed_one_is_not()
    {
        string token = _signer.Sign(TokenSigner.Claims());
        string other = _signer.Sign(TokenSigner.Claims("EmuBen"));
        string swapped = token[..(token.LastIndexOf('.') + 1)] + other[(other.LastIndexOf('.') + 1)..];
        Assert.IsType<SecurityTokenInvalidSignatureException>((await ValidateAsync(swapped)).Exception);
        int at = token.LastIndexOf('.') + 5;
        string flipped = token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
        Assert.IsType<SecurityTokenInvalidSignatureException>((await ValidateAsync(flipped)).Exception);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task Nor_is_another_algorithm_under_the_key(string algorithm) =>
        Assert.False((await ValidateAsync(_signer.Sign($$"""{"alg":"{{algorithm}}","kid":"emu-key-1"}""", TokenSigner.Claims()))).IsValid);

    [Fact]
    public async Task An_expired_one_is_refused_by_the_handler_as_any_other() => Assert.IsType<SecurityTokenExpiredException>(
        (await ValidateAsync(_signer.Sign("""{"iss":"https://sessions.hytale.com","sub":"EmuAda","aud":"emu","nbf":1,"exp":5}"""))).Exception);

    [Fact]
    public void Without_this_key_the_handler_can_not()
    {
        System.Buffers.ArrayBufferWriter<byte> json = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(json))
        {
            JsonWebKeySet.Of(_signer.Key).WriteTo(writer);
        }

        Microsoft.IdentityModel.Tokens.JsonWebKeySet theirs = new(System.Text.Encoding.UTF8.GetString(json.WrittenSpan));
        Assert.Empty(theirs.GetSigningKeys());
    }

    [Fact]
    public void Nothing_changes_for_the_rest_of_the_process()
    {
        Ed25519SecurityKey key = new(_signer.Key);
        Assert.Null(CryptoProviderFactory.Default.CustomCryptoProvider);
        Assert.NotSame(CryptoProviderFactory.Default, key.CryptoProviderFactory);
        Assert.False(CryptoProviderFactory.Default.IsSupportedAlgorithm(Ed25519SecurityKey.Algorithm, key));
    }

    [Fact]
    public void The_key_describes_itself()
    {
        Ed25519SecurityKey key = new(_signer.Key);
        Assert.Equal(("emu-key-1", 256, PrivateKeyStatus.DoesNotExist), (key.KeyId, key.KeySize, key.PrivateKeyStatus));
        Assert.True(key.CanComputeJwkThumbprint());
        Assert.Equal(_signer.Key.Thumbprint, System.Buffers.Text.Base64Url.EncodeToString(key.ComputeJwkThumbprint()));
        Assert.Throws<NotSupportedException>(() => key.CryptoProviderFactory.CreateForSigning(key, Ed25519SecurityKey.Algorithm));
    }

    [Fact]
    public void A_key_for_another_algorithm_is_not_taken()
    {
        using System.Security.Cryptography.RSA rsa = System.Security.Cryptography.RSA.Create(2048);
        Assert.Throws<ArgumentException>(() => new Ed25519SecurityKey(GameAuth.Jose.JsonWebKey.FromRsa(rsa)));
    }

    private Task<TokenValidationResult> ValidateAsync(string token, SecurityKey? key = null) => _handler.ValidateTokenAsync(token, new TokenValidationParameters
    {
        ValidIssuer = "https://sessions.hytale.com",
        ValidAudience = "emu",
        IssuerSigningKey = key ?? JoseSecurityKeys.From(_signer.Key),
    });
}
