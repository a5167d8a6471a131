using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Xbox.Tests.Signing;

/// <summary>A verifier that shares no code with the signer: hex text, put together field by field, from what came over the wire.</summary>
internal static class SignatureOracle
{
    public static bool Verify(
        ECDsa key, string header, string method, string target, string authorization, byte[] signedBody, params string[] extra)
    {
        byte[] raw = Convert.FromBase64String(header);
        Assert.Equal(76, raw.Length);
        string all = Convert.ToHexString(raw, 0, 4) + "00" + Convert.ToHexString(raw, 4, 8) + "00"
            + string.Concat(new[] { method, target, authorization }.Concat(extra).Select(Hex))
            + Convert.ToHexString(signedBody) + "00";
        return key.VerifyHash(SHA256.HashData(Convert.FromHexString(all)), raw.AsSpan(12));
    }

    public static long FileTimeOf(string header) =>
        long.Parse(Convert.ToHexString(Convert.FromBase64String(header), 4, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static string Hex(string text) => Convert.ToHexString(Encoding.Latin1.GetBytes(text)) + "00";
}
