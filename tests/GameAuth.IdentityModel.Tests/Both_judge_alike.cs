using System.Security.Cryptography;
using System.Text;
using GameAuth.Jose;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using JsonWebKey = GameAuth.Jose.JsonWebKey;
using JsonWebKeySet = GameAuth.Jose.JsonWebKeySet;

namespace GameAuth.IdentityModel.Tests;

/// <summary>The same tokens under the same keys: Microsoft's handler with converted keys, and GameAuth.Jose.</summary>
public sealed class Both_judge_alike : IDisposable
{
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenSigner _ed = new(1, "ed");

    public void Dispose()
    {
        _rsa.Dispose();
        _ec.Dispose();
    }

    [Theory]
    [InlineData("ed")]
    [InlineData("rs")]
    [InlineData("ec")]
    public async Task On_good_and_changed_tokens(string keyId)
    {
        JsonWebKeySet keys = JsonWebKeySet.Of(_ed.Key, JsonWebKey.FromRsa(_rsa, "rs"), JsonWebKey.FromEcdsa(_ec, "ec"));
        TokenValidationParameters parameters = new()
        {
            ValidIssuer = "https://sessions.hytale.com",
            ValidAudience = "emu",
            IssuerSigningKeys = JoseSecurityKeys.From(keys),
        };
        string token = Sign(keyId);
        int good = 0;
        int signature = token.LastIndexOf('.') + 1;
        for (int at = -1; at < 60; at++)
        {
            string candidate = at < 0 ? token : token[..(signature + at)] + (token[signature + at] == 'A' ? 'B' : 'A') + token[(signature + at + 1)..];
            bool theirs = (await new JsonWebTokenHandler().ValidateTokenAsync(candidate, parameters)).IsValid;
            Assert.Equal(theirs, Ours(candidate, keys));
            good += theirs ? 1 : 0;
        }

        Assert.Equal(1, good);
    }

    [Fact]
    public void On_the_ids_and_thumbprints_of_the_keys()
    {
        JsonWebKeySet keys = JsonWebKeySet.Of(_ed.Key, JsonWebKey.FromRsa(_rsa, "rs"), JsonWebKey.FromEcdsa(_ec, "ec"));
        Assert.Equal(
            keys.Keys.Select(static key => (key.KeyId, key.Thumbprint)),
            JoseSecurityKeys.From(keys).Select(static key => ((string?)key.KeyId, System.Buffers.Text.Base64Url.EncodeToString(key.ComputeJwkThumbprint()))));
    }

    private static bool Ours(string token, JsonWebKeySet keys)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(token);
        return CompactJws.TryRead(bytes, new byte[bytes.Length], out CompactJws jws) is JwsError.None
            && keys.TryGetKey(jws.KeyId, out JsonWebKey? key)
            && jws.Verify(key) is JwsError.None;
    }

    private string Sign(string keyId) => keyId switch
    {
        "rs" => JwsWriter.Write(new RsaJwsSigner(_rsa, "rs"), Encoding.UTF8.GetBytes(TokenSigner.Claims())),
        "ec" => JwsWriter.Write(new EcdsaJwsSigner(_ec, "ec"), Encoding.UTF8.GetBytes(TokenSigner.Claims())),
        _ => _ed.Sign(TokenSigner.Claims()),
    };
}
