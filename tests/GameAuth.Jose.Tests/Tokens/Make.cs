using System.Buffers.Text;
using System.Text;
using GameAuth.Jose.Tests.Oracles;

namespace GameAuth.Jose.Tests;

/// <summary>Tokens for tests, also such as no writer would make.</summary>
internal static class Make
{
    public static readonly TestSigner Signer = new(21);

    public static JsonWebKey Key { get; } = JsonWebKey.FromEd25519(Signer.Key, "emu-key");

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static byte[] Token(string header, string payload) => Sign(Signer, $"{Encode(header)}.{Encode(payload)}");

    public static byte[] Token(string payload) => Token("""{"alg":"EdDSA","kid":"emu-key"}""", payload);

    public static byte[] Sign(TestSigner signer, string signingInput) =>
        Encoding.UTF8.GetBytes($"{signingInput}.{Base64Url.EncodeToString(signer.Sign(Encoding.UTF8.GetBytes(signingInput)))}");

    public static JwsError Read(ReadOnlySpan<byte> token, JwsLimits? limits = null) =>
        CompactJws.TryRead(token, new byte[token.Length], out _, limits);

    public static JwsError Read(string token) => Read(Encoding.UTF8.GetBytes(token));

    public static JwsError Claims(string payload, JwsLimits? limits = null) => JwtClaims.TryRead(Encoding.UTF8.GetBytes(payload), out _, limits);
}
