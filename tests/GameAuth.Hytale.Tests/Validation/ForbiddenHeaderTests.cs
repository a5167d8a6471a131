using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Hytale.Tests.Validation;

public sealed class ForbiddenHeaderTests : IDisposable
{
    private readonly TokenWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("jwk")]
    [InlineData("jku")]
    [InlineData("x5u")]
    [InlineData("x5c")]
    [InlineData("crit")]
    public async Task A_header_that_brings_its_key_is_refused_whoever_signed(string member)
    {
        TokenSigner stranger = new(99, "stranger");
        string value = member switch
        {
            "jwk" => stranger.Jwk,
            "x5c" => "[\"MAA=\"]",
            "crit" => "[\"exp\"]",
            _ => "\"https://emu.test/keys.json\"",
        };
        foreach (TokenSigner signer in new[] { stranger, _world.Signer })
        {
            string header = $$"""{"alg":"EdDSA","kid":"{{signer.KeyId}}","{{member}}":{{value}}}""";
            Assert.Equal(HytaleTokenRefusal.ForbiddenHeader, (await Validate(signer.Sign(header, _world.Identity().ToJsonString()))).Refusal);
        }

        Assert.Equal(0, _world.Fetches);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("RS256")]
    [InlineData("ES256")]
    [InlineData("Ed448")]
    [InlineData("eddsa")]
    [InlineData("")]
    public async Task Another_algorithm_is_refused_before_a_key_is_asked_for(string algorithm)
    {
        string header = $$"""{"alg":"{{algorithm}}","kid":"{{_world.Signer.KeyId}}"}""";
        Assert.Equal(HytaleTokenRefusal.WrongAlgorithm, (await Validate(_world.Signer.Sign(header, _world.Identity().ToJsonString()))).Refusal);
        Assert.Equal(0, _world.Fetches);
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        string unsigned = $"{TokenSigner.Encode("""{"alg":"none"}""")}.{TokenSigner.Encode(_world.Identity().ToJsonString())}.";
        Assert.False((await Validate(unsigned)).IsValid);
    }

    [Fact]
    public async Task An_OAuth_token_is_refused_even_under_a_published_RSA_key()
    {
        using RSA rsa = RSA.Create(2048);
        RSAParameters key = rsa.ExportParameters(includePrivateParameters: false);
        string jwk = $$"""{"kty":"RSA","alg":"RS256","use":"sig","kid":"rsa","n":"{{Encode(key.Modulus!)}}","e":"{{Encode(key.Exponent!)}}"}""";
        _world.Published = TokenSigner.Set(_world.Signer.Jwk, jwk);
        await _world.WarmAsync();
        string input = $"{TokenSigner.Encode("""{"alg":"RS256","kid":"rsa"}""")}.{TokenSigner.Encode(_world.Identity().ToJsonString())}";
        byte[] signature = rsa.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.Equal(HytaleTokenRefusal.WrongAlgorithm, (await Validate($"{input}.{Encode(signature)}")).Refusal);

        // Nor does EdDSA over the name of an RSA key find one that it can use.
        string confused = _world.Signer.Sign("""{"alg":"EdDSA","kid":"rsa"}""", _world.Identity().ToJsonString());
        Assert.Equal(HytaleTokenRefusal.WrongAlgorithm, (await Validate(confused)).Refusal);
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private ValueTask<HytaleTokenResult> Validate(string token) => _world.Validator.ValidateAsync(token, HytaleTokenProfile.PlayerIdentity);
}
