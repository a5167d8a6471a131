using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GameAuth.Jose.Tests.Judges;

/// <summary>Microsoft.IdentityModel.JsonWebTokens verifies what is signed here, and the other way round.</summary>
public sealed class IdentityModelTests : IDisposable
{
    private static readonly string Claims = $$"""{"iss":"i","aud":"a","sub":"EmuAda","exp":{{DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()}}}""";

    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly JsonWebTokenHandler _handler = new();

    public void Dispose()
    {
        _ec.Dispose();
        _rsa.Dispose();
    }

    [Theory]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    public async Task IdentityModel_takes_our_tokens_and_our_keys(string algorithm)
    {
        IJwsSigner signer = algorithm == SecurityAlgorithms.EcdsaSha256 ? new EcdsaJwsSigner(_ec, "k") : new RsaJwsSigner(_rsa, "k");
        string token = JwsWriter.Write(signer, Encoding.UTF8.GetBytes(Claims));
        TokenValidationResult result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = "i",
            ValidAudience = "a",
            IssuerSigningKey = new Microsoft.IdentityModel.Tokens.JsonWebKey(Json(signer.PublicKey)),
            ValidAlgorithms = [algorithm],
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal("EmuAda", ((JsonWebToken)result.SecurityToken).Subject);
    }

    [Theory]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    public void We_take_tokens_of_IdentityModel(string algorithm)
    {
        SecurityKey key = algorithm == SecurityAlgorithms.EcdsaSha256 ? new ECDsaSecurityKey(_ec) { KeyId = "k" } : new RsaSecurityKey(_rsa) { KeyId = "k" };
        byte[] token = Encoding.ASCII.GetBytes(_handler.CreateToken(Claims, new SigningCredentials(key, algorithm)));
        JsonWebKey ours = algorithm == SecurityAlgorithms.EcdsaSha256 ? JsonWebKey.FromEcdsa(_ec, "k") : JsonWebKey.FromRsa(_rsa, "k");
        Assert.Equal(JwsError.None, CompactJws.TryRead(token, new byte[token.Length], out CompactJws jws));
        Assert.True(jws.KeyId.Is("k"));
        Assert.Equal(JwsError.None, jws.Verify(ours));
        Assert.Equal(JwsError.None, JwtClaims.TryRead(jws.Payload, out JwtClaims claims));
        Assert.Equal(JwsError.None, new JwtRules { Issuer = "i", Audience = "a" }.Check(claims, DateTimeOffset.UtcNow));
    }

    [Theory]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    public void IdentityModel_names_our_keys_alike(string algorithm)
    {
        JsonWebKey key = algorithm == SecurityAlgorithms.EcdsaSha256 ? JsonWebKey.FromEcdsa(_ec) : JsonWebKey.FromRsa(_rsa);
        byte[] thumbprint = new Microsoft.IdentityModel.Tokens.JsonWebKey(Json(key)).ComputeJwkThumbprint();
        Assert.Equal(Base64Url.EncodeToString(thumbprint), key.Thumbprint);
    }

    private static string Json(JsonWebKey key)
    {
        System.Buffers.ArrayBufferWriter<byte> json = new();
        using (System.Text.Json.Utf8JsonWriter writer = new(json))
        {
            key.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
