using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>A client's public P-256 key, as the ProofKey member of a body carries it.</summary>
internal sealed class XboxProofKey
{
    private readonly ECParameters _public;

    private XboxProofKey(byte[] x, byte[] y)
    {
        _public = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        string json = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(x)}}","y":"{{Base64Url.EncodeToString(y)}}"}""";
        Thumbprint = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(json)));
    }

    /// <summary>RFC 7638.</summary>
    public string Thumbprint { get; }

    /// <returns>Null when the JWK is fine, or what is wrong with it.</returns>
    public static string? TryParse(JsonElement jwk, out XboxProofKey? key)
    {
        key = null;
        if (jwk.ValueKind is not JsonValueKind.Object) { return "ProofKey is not an object"; }
        if (jwk.TryGetProperty("d", out _)) { return "ProofKey holds the private key"; }
        string? wrong = Expect(jwk, "kty", "EC") ?? Expect(jwk, "crv", "P-256") ?? Expect(jwk, "alg", "ES256") ?? Expect(jwk, "use", "sig");
        if (wrong is not null) { return wrong; }
        if (Coordinate(jwk, "x") is not { } x || Coordinate(jwk, "y") is not { } y)
        {
            return "ProofKey.x and .y must be 32 bytes each in base64url without padding";
        }

        XboxProofKey candidate = new(x, y);
        if (!candidate.IsOnCurve()) { return "ProofKey is not a point of P-256"; }
        key = candidate;
        return null;
    }

    /// <param name="hash">SHA-256 of the pre-image.</param>
    /// <param name="signature">r and s, 32 bytes each.</param>
    public bool Verifies(ReadOnlySpan<byte> hash, ReadOnlySpan<byte> signature)
    {
        using ECDsa key = ECDsa.Create(_public);
        return key.VerifyHash(hash, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private static string? Expect(JsonElement jwk, string name, string value) =>
        jwk.TryGetProperty(name, out JsonElement member) && member.ValueKind is JsonValueKind.String && member.ValueEquals(value)
            ? null
            : $"ProofKey.{name} must be {value}";

    private static byte[]? Coordinate(JsonElement jwk, string name)
    {
        if (!jwk.TryGetProperty(name, out JsonElement member) || member.ValueKind is not JsonValueKind.String) { return null; }
        string text = member.GetString()!;
        byte[] bytes = new byte[32];
        return text.Length == 43 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out int count) && count == 32 ? bytes : null;
    }

    private bool IsOnCurve()
    {
        try
        {
            using ECDsa key = ECDsa.Create(_public);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
