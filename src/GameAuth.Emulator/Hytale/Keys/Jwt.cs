using System.Buffers.Text;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Hytale.Keys;

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
