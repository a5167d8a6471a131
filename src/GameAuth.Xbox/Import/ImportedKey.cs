using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Xbox;

/// <summary>Reads another program's P-256 private key.</summary>
internal static class ImportedKey
{
    private const int Coordinate = 32;
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>PEM, or a private JWK as JSON; null where it is no whole P-256 key pair.</summary>
    public static StoredProofKey? TryRead(string text)
    {
        try
        {
            using ECDsa? key = text.AsSpan().TrimStart().StartsWith("-----") ? FromPem(text) : FromJwk(text);
            return key is not null && IsPair(key)
                ? new StoredProofKey { Kind = ProofKeyKind.Software, Material = new Secret(Convert.ToBase64String(key.ExportPkcs8PrivateKey())), IsExportable = true }
                : null;
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException or FormatException or JsonException)
        {
            // The cause may quote the key, so it goes no further.
            return null;
        }
    }

    private static ECDsa? FromPem(string text)
    {
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(text);

            // A curve that is written out in numbers has no name, and may be any.
            if (key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true, Oid.Value: P256 })
            {
                return key;
            }
        }
        catch
        {
            key.Dispose();
            throw;
        }

        key.Dispose();
        return null;
    }

    private static ECDsa? FromJwk(string text) =>
        JsonSerializer.Deserialize(text, XboxImportJson.Default.PrivateJwk) is { KeyType: "EC", Curve: "P-256" } jwk
        && Decode(jwk.X) is { } x && Decode(jwk.Y) is { } y && Decode(jwk.D) is { } d
            ? ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y }, D = d })
            : null;

    // A writer may have dropped leading zeros, which RFC 7518 section 6.2.1.2 forbids.
    private static byte[]? Decode(string? text)
    {
        if (text is null || Base64Url.DecodeFromChars(text) is not { Length: > 0 and <= Coordinate } bytes)
        {
            return null;
        }

        byte[] padded = new byte[Coordinate];
        bytes.CopyTo(padded, Coordinate - bytes.Length);
        return padded;
    }

    /// <summary>The service would refuse the first signature of a private part that does not belong to the public one.</summary>
    private static bool IsPair(ECDsa key)
    {
        byte[] probe = new byte[Coordinate];
        using ECDsa open = ECDsa.Create(key.ExportParameters(includePrivateParameters: false));
        return open.VerifyHash(probe, key.SignHash(probe));
    }
}

/// <summary>A private key as another program writes it (RFC 7518 section 6.2).</summary>
internal sealed class PrivateJwk
{
    [JsonPropertyName("kty")]
    public string? KeyType { get; init; }

    [JsonPropertyName("crv")]
    public string? Curve { get; init; }

    public string? X { get; init; }
    public string? Y { get; init; }
    public string? D { get; init; }
}
