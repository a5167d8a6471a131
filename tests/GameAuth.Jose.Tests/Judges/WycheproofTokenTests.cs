using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Jose.Tests.Vectors;

namespace GameAuth.Jose.Tests.Judges;

/// <summary>The algorithms of these vectors that are not verified here are expected to be refused.</summary>
public class WycheproofTokenTests
{
    private const string Signatures = "json_web_signature_test.json";
    private const string Keys = "json_web_key_test.json";
    private const string Ecdsa = "ecdsa_secp256r1_sha256_p1363_test.json";
    private const string Rsa = "rsa_signature_2048_sha256_test.json";

    [WycheproofFact(Signatures)]
    public void Signed_tokens_agree_with_Wycheproof()
    {
        List<string> wrong = [];
        int accepted = 0;
        foreach ((JsonElement group, JsonElement test) in Wycheproof.Read(Signatures))
        {
            bool isPublic = group.TryGetProperty("public", out JsonElement jwk);
            string token = test.GetProperty("jws").ValueKind == JsonValueKind.String ? test.GetProperty("jws").GetString()! : test.GetProperty("jws").GetRawText();
            bool verified = isPublic && JsonWebKey.TryParse(Bytes(jwk), out JsonWebKey? key, out _) && Verify(token, key);
            bool expected = test.GetProperty("result").GetString() == "valid"
                && isPublic && jwk.TryGetProperty("alg", out JsonElement algorithm) && algorithm.GetString() is "RS256" or "ES256";
            accepted += verified ? 1 : 0;
            if (verified != expected)
            {
                wrong.Add($"{test.GetProperty("tcId")}: {(verified ? "accepted" : "refused")} ({test.GetProperty("comment")})");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(10, accepted);
    }

    [WycheproofFact(Keys)]
    public void Key_sets_agree_with_Wycheproof() => Wycheproof.Judge(
        Keys,
        static (group, test) =>
            group.TryGetProperty("public", out JsonElement jwks) ? VerifyWithSet(jwks, test) : IsRefused(group, test),
        atLeast: 26);

    [WycheproofFact(Ecdsa)]
    public void ES256_signatures_agree_with_Wycheproof() => Wycheproof.Judge(
        Ecdsa,
        static (group, test) =>
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(group.Bytes("publicKeyDer"), out _);
            return JsonWebKey.FromEcdsa(key).Verify(test.Bytes("msg"), test.Bytes("sig"));
        },
        atLeast: 262);

    [WycheproofFact(Rsa)]
    public void RS256_signatures_agree_with_Wycheproof() => Wycheproof.Judge(
        Rsa,
        static (group, test) =>
        {
            using RSA key = RSA.Create();
            key.ImportSubjectPublicKeyInfo(group.Bytes("publicKeyDer"), out _);
            return JsonWebKey.FromRsa(key).Verify(test.Bytes("msg"), test.Bytes("sig"));
        },
        atLeast: 259);

    private static bool Verify(string token, JsonWebKey key)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(token);
        return CompactJws.TryRead(utf8, new byte[utf8.Length], out CompactJws jws) == JwsError.None
            && (!jws.KeyId.IsPresent || key.KeyId is null || jws.KeyId.Is(key.KeyId))
            && jws.Verify(key) == JwsError.None;
    }

    // A shared secret is refused here whatever the vector says of it: nothing to learn where it is valid elsewhere.
    private static bool IsRefused(JsonElement group, JsonElement test)
    {
        Assert.False(VerifyWithSet(group.GetProperty("private"), test));
        return test.GetProperty("result").GetString() == "valid";
    }

    private static bool VerifyWithSet(JsonElement jwks, JsonElement test) =>
        JsonWebKeySet.TryParse(Bytes(jwks), out JsonWebKeySet? set, out _) && set.Keys.Any(key => Verify(test.GetProperty("jws").GetString()!, key));

    private static byte[] Bytes(JsonElement element) => Encoding.UTF8.GetBytes(element.GetRawText());
}
