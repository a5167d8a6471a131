using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>A public key that verifies signatures, with its id (RFC 7517): Ed25519, P-256 or RSA. Immutable and safe for use from any thread.</summary>
/// <remarks>The key decides the algorithm. What is no verification key of a known kind and strength is no <see cref="JsonWebKey"/>.</remarks>
public sealed class JsonWebKey
{
    private readonly KeyMaterial _material;

    internal JsonWebKey(KeyMaterial material, string? keyId)
    {
        _material = material;
        KeyId = keyId;
        Thumbprint = Base64Url.EncodeToString(material.ComputeThumbprint());
    }

    /// <summary>The key's id (<c>kid</c>), if it has one.</summary>
    public string? KeyId { get; }

    /// <summary>The one algorithm that the key is for.</summary>
    public JwsAlgorithm Algorithm => _material.Algorithm;

    /// <summary>The SHA-256 thumbprint in base64url (RFC 7638), which names the key material whatever its id.</summary>
    public string Thumbprint { get; }

    /// <summary>Reads one key.</summary>
    /// <param name="utf8Json">A JWK, one JSON object.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">Why it was refused.</param>
    /// <returns>Whether it is a key that can verify.</returns>
    public static bool TryParse(ReadOnlyMemory<byte> utf8Json, [NotNullWhen(true)] out JsonWebKey? key, out JwkError error)
    {
        key = null;
        using JsonDocument? document = JwkDocument.Parse(utf8Json, out error);
        if (document is not null)
        {
            error = TryParse(document.RootElement, out key);
        }

        return key is not null;
    }

    /// <summary>A key made of an Ed25519 public key.</summary>
    /// <param name="key">The public key.</param>
    /// <param name="keyId">The key's id; null for none.</param>
    /// <returns>The key.</returns>
    public static JsonWebKey FromEd25519(Ed25519PublicKey key, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new JsonWebKey(new Ed25519Material(key), CheckKeyId(keyId));
    }

    /// <summary>The public half of a P-256 key. The private half is not exported, so a key that never leaves its hardware will do.</summary>
    /// <param name="key">A key on the curve P-256; it stays the caller's.</param>
    /// <param name="keyId">The key's id; null for none.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The key is on another curve.</exception>
    public static JsonWebKey FromEcdsa(ECDsa key, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        EcdsaMaterial? material = EcdsaMaterial.From(key.ExportParameters(includePrivateParameters: false));
        return material is null
            ? throw new ArgumentException("ES256 needs a key on the curve P-256.", nameof(key))
            : new JsonWebKey(material, CheckKeyId(keyId));
    }

    /// <summary>The public half of an RSA key.</summary>
    /// <param name="key">A key of 2048 to 8192 bits; it stays the caller's.</param>
    /// <param name="keyId">The key's id; null for none.</param>
    /// <returns>The key.</returns>
    /// <exception cref="ArgumentException">The key is too short, too long or weak.</exception>
    public static JsonWebKey FromRsa(RSA key, string? keyId = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        RSAParameters parameters = key.ExportParameters(includePrivateParameters: false);
        RsaMaterial? material = RsaMaterial.From(parameters.Modulus!, parameters.Exponent!);
        return material is null
            ? throw new ArgumentException("RS256 needs a sound RSA key of 2048 to 8192 bits.", nameof(key))
            : new JsonWebKey(material, CheckKeyId(keyId));
    }

    /// <summary>Verifies a signature as the key's algorithm makes it in a JWS: ES256 as R and S of 32 bytes each, never DER.</summary>
    /// <param name="signingInput">What was signed.</param>
    /// <param name="signature">The signature.</param>
    /// <returns>Whether the key's owner made it.</returns>
    public bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature) => _material.Verify(signingInput, signature);

    /// <summary>Writes the key as a JWK with <c>kty</c> and its members, <c>kid</c> if it has one, <c>alg</c> and <c>use</c>.</summary>
    /// <param name="writer">Receives one object.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        WriteMembersTo(writer);
        if (KeyId is not null)
        {
            writer.WriteString("kid", KeyId);
        }

        writer.WriteString("alg", AlgorithmNames.Of(Algorithm));
        writer.WriteString("use", "sig");
        writer.WriteEndObject();
    }

    /// <summary>The algorithm and the key's id.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => $"{AlgorithmNames.Of(Algorithm)} {KeyId ?? Thumbprint}";

    /// <summary>The members that make up the key, and nothing of its use: what a proof's header shows.</summary>
    internal void WriteMembersTo(Utf8JsonWriter writer) => _material.WriteMembersTo(writer);

    internal static JwkError TryParse(JsonElement json, out JsonWebKey? key)
    {
        key = null;
        JwkError error = JwkReader.TryRead(json, out KeyMaterial? material, out string? keyId);
        if (material is not null)
        {
            key = new JsonWebKey(material, keyId);
        }

        return error;
    }

    private static string? CheckKeyId(string? keyId) => keyId is null || JwkReader.IsKeyId(keyId)
        ? keyId
        : throw new ArgumentException($"A key id has 1 to {JwsLimits.MaxKeyIdLength} bytes.", nameof(keyId));
}
