using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GameAuth.Jose;
using GameAuth.Server.Tests.Http;
using GameAuth.Server.Tests.World;

namespace GameAuth.Server.Tests.Bearer;

/// <summary>
/// The classes of attack of the public tools for JSON Web Tokens, at a server of each algorithm: every forgery is made as its tool makes it, from the token and the published key, and refused.
/// <see cref="AttackTests"/> has headers and claims one by one.
/// </summary>
public sealed class AttackCatalogueTests
{
    // Passwords that the tools try first, and the empty one.
    private static readonly string[] Passwords = ["", "secret", "password", "123456", "changeme", "key", "jwt", "your-256-bit-secret", "your_jwt_secret", "supersecret", "qwerty", "admin", "private", "test", "\0"];

    // What key ids are turned into: a file, a command, a row.
    private static readonly string[] KeyIds =
        ["", "/dev/null", "../../../../../../dev/null", "C:\\Windows\\win.ini", "/proc/sys/kernel/randomize_va_space", "key.pem|whoami", "$(sleep 5)", "x' UNION SELECT '", "'; DROP TABLE families;--", "\u0000", "%2e%2e%2f", "file:///dev/null"];

    private static readonly RSA StrangersRsa = RSA.Create(2048);

    public static TheoryData<JwsAlgorithm> Algorithms => [JwsAlgorithm.Rs256, JwsAlgorithm.EdDsa];

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task Each_forgery_is_refused_and_the_token_is_still_good(JwsAlgorithm algorithm)
    {
        await using ServerNode node = await ServerNode.StartAsync(keys: algorithm == JwsAlgorithm.EdDsa ? new Ed25519JwsKeyFactory() : null);
        ServerClient client = node.Connect();
        string good = (await client.ExchangeAsync("ada")).AccessToken;
        JsonElement key = (await client.GetAsync("/.well-known/jwks.json")).Json.GetProperty("keys")[0];
        int tried = 0;
        foreach ((string name, string token) in Forgeries(good, key))
        {
            (HttpStatusCode Status, string? Error) answer = await client.GetAsync("/api/me", token).StatusAndError();
            Assert.True(answer == (HttpStatusCode.Unauthorized, "token_invalid"), $"{name}: {answer} for {token}");
            tried++;
        }

        Assert.InRange(tried, 150, 400);
        Assert.Equal("toy:ada", (await client.GetAsync("/api/me", good)).Text);
    }

    private static IEnumerable<(string Name, string Token)> Forgeries(string good, JsonElement key)
    {
        string[] parts = good.Split('.');
        string kid = key.GetProperty("kid").GetString()!;
        string algorithm = Jwt.Header(good).Text("alg");
        string claims = Encode(Jwt.Claims(good).GetRawText().Replace("toy:ada", "toy:eve", StringComparison.Ordinal));
        foreach (string payload in (string[])[parts[1], claims])
        {
            foreach (string none in (string[])["none", "None", "NONE", "nOnE", "none ", "nonе"])
            {
                yield return ($"algorithm {none}", $"{Header(none, kid)}.{payload}.");
                yield return ($"algorithm {none} with the signature", $"{Header(none, kid)}.{payload}.{parts[2]}");
            }

            yield return ("null signature", $"{parts[0]}.{payload}.");
            yield return ("signature of zeros", $"{parts[0]}.{payload}.{Base64Url.EncodeToString(new byte[Base64Url.DecodeFromChars(parts[2]).Length])}");
            foreach (string hmac in (string[])["HS256", "HS384", "HS512", algorithm])
            {
                foreach ((string name, byte[] secret) in PublicForms(key).Concat(Passwords.Select(static word => ($"password '{word}'", Encoding.UTF8.GetBytes(word)))))
                {
                    yield return ($"{hmac} by {name}", Sign(hmac, Header(hmac, kid), payload, secret));
                }
            }

            foreach (string id in KeyIds)
            {
                yield return ($"key id {id} and an empty key", Sign("HS256", Header("HS256", id), payload, []));
                yield return ($"key id {id} and the signature", $"{Header(algorithm, id)}.{payload}.{parts[2]}");
            }

            foreach (string callback in (string[])["jku", "x5u", "x5c", "jwk", "iss", "url"])
            {
                string header = Encode($$"""{"alg":"{{algorithm}}","typ":"at+jwt","kid":"{{kid}}","{{callback}}":"https://evil.example.test/{{callback}}"}""");
                yield return ($"callback {callback}", BySomebody(algorithm, header, payload));
            }

            yield return ("another key of the same id", BySomebody(algorithm, parts[0], payload));
            yield return ("another key of ECDSA", BySomebody("ES256", Header("ES256", kid), payload));
        }
    }

    // What a confused verifier might take for its HMAC key: the published key in each of its forms.
    private static IEnumerable<(string Name, byte[] Key)> PublicForms(JsonElement key)
    {
        yield return ("the key as JSON", Encoding.UTF8.GetBytes(key.GetRawText()));
        if (key.GetProperty("kty").GetString() == "OKP")
        {
            yield return ("the key's bytes", Base64Url.DecodeFromChars(key.GetProperty("x").GetString()));
            yield return ("the key's text", Encoding.UTF8.GetBytes(key.GetProperty("x").GetString()!));
            yield break;
        }

        using RSA rsa = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(key.GetProperty("n").GetString()), Exponent = Base64Url.DecodeFromChars(key.GetProperty("e").GetString()) });
        yield return ("the key's modulus", Base64Url.DecodeFromChars(key.GetProperty("n").GetString()));
        yield return ("the key as PEM", Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()));
        yield return ("the key as PEM with a line end", Encoding.ASCII.GetBytes(rsa.ExportSubjectPublicKeyInfoPem() + "\n"));
        yield return ("the key as PKCS 1", Encoding.ASCII.GetBytes(rsa.ExportRSAPublicKeyPem()));
        yield return ("the key as DER", rsa.ExportSubjectPublicKeyInfo());
    }

    private static string BySomebody(string algorithm, string header, string payload)
    {
        byte[] input = Encoding.ASCII.GetBytes($"{header}.{payload}");
        using ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] signature = algorithm switch
        {
            "RS256" => StrangersRsa.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "ES256" => ecdsa.SignData(input, HashAlgorithmName.SHA256),
            _ => ByStranger(input),
        };
        return $"{header}.{payload}.{Base64Url.EncodeToString(signature)}";
    }

    private static byte[] ByStranger(byte[] input)
    {
        Ed25519JwsKeyFactory factory = new();
        IJwsSigner signer = factory.Open(factory.Create(), "stranger");
        byte[] signature = new byte[signer.SignatureLength];
        signer.Sign(input, signature);
        return signature;
    }

    private static string Sign(string algorithm, string header, string payload, byte[] secret)
    {
        byte[] input = Encoding.ASCII.GetBytes($"{header}.{payload}");
        byte[] mac = algorithm switch { "HS384" => HMACSHA384.HashData(secret, input), "HS512" => HMACSHA512.HashData(secret, input), _ => HMACSHA256.HashData(secret, input) };
        return $"{header}.{payload}.{Base64Url.EncodeToString(mac)}";
    }

    private static string Header(string algorithm, string kid) => Encode($$"""{"alg":{{JsonSerializer.Serialize(algorithm)}},"typ":"at+jwt","kid":{{JsonSerializer.Serialize(kid)}}}""");

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
