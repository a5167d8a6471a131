using System.Security.Cryptography;
using System.Buffers.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Tests.Wire;

namespace GameAuth.Emulator.Tests.Hytale;

public sealed class A_token_made_to_order : HytaleTest
{
    private long Now => Time.GetUtcNow().ToUnixTimeSeconds();

    [OpenSslFact]
    public async Task Is_a_player_s_good_identity_token_by_default()
    {
        Token token = Make(new HytaleTokenRequest());

        Assert.True(token.VerifiesIn((await Client.KeysAsync()).Json));
        Assert.Equal((HytaleFlow.FirstProfile, "EmuRanger", "hytale:client"), (token["sub"], token["username"], token["scope"]));
        Assert.Equal((Now, Now, Now + 3600), (Number(token, "iat"), Number(token, "nbf"), Number(token, "exp")));
    }

    [Fact]
    public void Is_expired_or_early_or_from_the_future()
    {
        Token token = Make(new HytaleTokenRequest
        {
            ExpiresIn = TimeSpan.FromSeconds(-1), NotBeforeIn = TimeSpan.FromMinutes(6), IssuedAtIn = TimeSpan.FromMinutes(7), Profile = "emuminer", Kind = HytaleTokenKind.Session,
        });

        Assert.Equal((Now - 1, Now + 360, Now + 420), (Number(token, "exp"), Number(token, "nbf"), Number(token, "iat")));
        Assert.Equal((HytaleFlow.SecondProfile, null, "hytale:server"), (token["sub"], token["username"], token["scope"]));
    }

    [Fact]
    public void Has_any_claim_and_any_header()
    {
        Token token = Make(new HytaleTokenRequest
        {
            Kind = HytaleTokenKind.ServerAccess,
            Claims = new JsonObject { ["aud"] = new JsonArray("a", "b"), ["exp"] = null, ["iss"] = "https://evil.example" },
            Header = new JsonObject { ["jwk"] = new JsonObject { ["kty"] = "OKP" }, ["jku"] = "https://evil.example/keys", ["crit"] = new JsonArray("exp"), ["kid"] = null },
        });

        Assert.Equal(("""["a","b"]""", "https://evil.example"), (token.Claims["aud"]!.ToJsonString(), token["iss"]));
        Assert.False(token.Claims.ContainsKey("exp"));
        Assert.Equal(43, token.Claims["cnf"]!["x5t#S256"]!.ToString().Length);
        Assert.Equal(["alg", "typ", "jwk", "jku", "crit"], token.Header.Select(member => member.Key));
    }

    [OpenSslFact]
    public async Task Is_signed_wrong_in_many_ways()
    {
        JsonNode keys = (await Client.KeysAsync()).Json;

        foreach (HytaleSignature signature in new[] { HytaleSignature.Flipped, HytaleSignature.OtherKey, HytaleSignature.OtherClaims, HytaleSignature.LargeS })
        {
            Assert.False(Make(new HytaleTokenRequest { Signature = signature }).VerifiesIn(keys), signature.ToString());
        }
    }

    [OpenSslFact]
    public async Task Of_small_order_is_taken_by_a_verifier_that_does_not_look()
    {
        Emulator.Hytale.JwksTrick = HytaleJwksTrick.SmallOrder;

        Assert.True(Make(new HytaleTokenRequest { Signature = HytaleSignature.SmallOrder }).VerifiesIn((await Client.KeysAsync()).Json));
    }

    [Fact]
    public async Task Is_none_or_an_hmac_with_the_public_key()
    {
        Token none = Make(new HytaleTokenRequest { Signature = HytaleSignature.None });
        Token hmac = Make(new HytaleTokenRequest { Signature = HytaleSignature.HmacWithPublicKey });
        byte[] x = Base64Url.DecodeFromChars(hmac.KeyIn((await Client.KeysAsync()).Json)["x"]!.ToString());

        Assert.Equal(("none", 0), (none.Header["alg"]!.ToString(), none.Signature.Length));
        Assert.Equal("HS256", hmac.Header["alg"]!.ToString());
        Assert.Equal(HMACSHA256.HashData(x, hmac.SigningInput), hmac.Signature);
    }

    [Fact]
    public void Is_none_of_the_oauth_host_s()
    {
        Assert.Contains("Sign in", Assert.Throws<EmulatorException>(() => Make(new HytaleTokenRequest { Kind = HytaleTokenKind.Access })).Message, StringComparison.Ordinal);
    }

    private Token Make(HytaleTokenRequest request) => new(Emulator.Hytale.IssueToken(request));

    private static long Number(Token token, string claim) => token.Claims[claim]!.GetValue<long>();
}
