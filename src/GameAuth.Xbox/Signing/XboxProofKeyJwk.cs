using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace GameAuth.Xbox;

/// <summary>The public half of the proof key, as the <c>ProofKey</c> of request bodies (RFC 7517, RFC 7518 section 6.2). Immutable.</summary>
/// <remarks>There is no member for <c>d</c>: the private half cannot be sent by mistake.</remarks>
public sealed class XboxProofKeyJwk
{
    private const int CoordinateLength = 32;
    private const string P256 = "1.2.840.10045.3.1.7";

    private XboxProofKeyJwk(string x, string y) => (X, Y) = (x, y);

    /// <summary>Always <c>EC</c>.</summary>
    [JsonPropertyName("kty"), JsonPropertyOrder(0)]
    public string KeyType { get; } = "EC";

    /// <summary>Always <c>P-256</c>.</summary>
    [JsonPropertyName("crv"), JsonPropertyOrder(1)]
    public string Curve { get; } = "P-256";

    /// <summary>Always <c>ES256</c>.</summary>
    [JsonPropertyName("alg"), JsonPropertyOrder(2)]
    public string Algorithm { get; } = "ES256";

    /// <summary>Always <c>sig</c>.</summary>
    [JsonPropertyName("use"), JsonPropertyOrder(3)]
    public string Use { get; } = "sig";

    /// <summary>The x coordinate: 32 bytes, left-padded with zeros, base64url without padding (RFC 7518 section 6.2.1.2).</summary>
    [JsonPropertyName("x"), JsonPropertyOrder(4)]
    public string X { get; }

    /// <summary>The y coordinate, encoded like <see cref="X"/>.</summary>
    [JsonPropertyName("y"), JsonPropertyOrder(5)]
    public string Y { get; }

    /// <summary>Reads the public half of a key. The private half is not exported, so a key that never leaves its hardware will do.</summary>
    /// <param name="key">A key on the curve P-256.</param>
    /// <returns>The JWK.</returns>
    /// <exception cref="ArgumentException">The key is on another curve.</exception>
    public static XboxProofKeyJwk FromKey(ECDsa key)
    {
        ArgumentNullException.ThrowIfNull(key);
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        if (!IsP256(parameters.Curve) || parameters.Q is not { X: { Length: <= CoordinateLength } x, Y: { Length: <= CoordinateLength } y })
        {
            throw new ArgumentException("Xbox Live takes proof keys on the curve P-256 only.", nameof(key));
        }

        return new XboxProofKeyJwk(Encode(x), Encode(y));
    }

    // A key from a Windows provider may name its curve without the object identifier.
    private static bool IsP256(ECCurve curve) =>
        curve.IsNamed && (curve.Oid.Value is P256 || (curve.Oid.Value is null && curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256"));

    private static string Encode(ReadOnlySpan<byte> coordinate)
    {
        Span<byte> padded = stackalloc byte[CoordinateLength];
        padded.Clear();
        coordinate.CopyTo(padded[(CoordinateLength - coordinate.Length)..]);
        return Base64Url.EncodeToString(padded);
    }
}
