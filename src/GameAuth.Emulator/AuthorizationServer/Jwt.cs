using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.AuthorizationServer;

/// <summary>The compact serialization (RFC 7515 section 7.1).</summary>
internal static class Jwt
{
    /// <param name="header">The JOSE header, written as it is.</param>
    /// <param name="claims">The claims, written as they are.</param>
    /// <param name="sign">Makes the signature of the signing input.</param>
    public static string Write(JsonObject header, JsonObject claims, Func<string, byte[]> sign)
    {
        string input = $"{Part(header)}.{Part(claims)}";
        return $"{input}.{Base64Url.EncodeToString(sign(input))}";
    }

    private static string Part(JsonObject part) => Base64Url.EncodeToString(JsonText.Write(part).Span);
}

/// <summary>The RSA key that signs OAuth access tokens with RS256 (RFC 7518 section 3.3). Made at its first use: it takes a while. Thread safe.</summary>
internal sealed class OAuthKey
{
    private readonly Lazy<RSA> _key = new(() => RSA.Create(2048));
    private readonly Lock _signing = new();

    public string Kid { get; } = "emulator-oauth-" + RandomNumberGenerator.GetHexString(8, lowercase: true);

    public JsonObject Jwk
    {
        get
        {
            RSAParameters parts = _key.Value.ExportParameters(includePrivateParameters: false);
            return new JsonObject
            {
                ["kty"] = "RSA", ["alg"] = "RS256", ["use"] = "sig", ["kid"] = Kid,
                ["n"] = Base64Url.EncodeToString(parts.Modulus), ["e"] = Base64Url.EncodeToString(parts.Exponent),
            };
        }
    }

    public string Sign(JsonObject claims) =>
        Jwt.Write(new JsonObject { ["alg"] = "RS256", ["kid"] = Kid, ["typ"] = "JWT" }, claims,
            input =>
            {
                lock (_signing) { return _key.Value.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1); }
            });
}
