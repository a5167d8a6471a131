using System.Buffers;
using System.Text.Json;
using GameAuth.Jose;
using Microsoft.IdentityModel.Tokens;
using JsonWebKey = GameAuth.Jose.JsonWebKey;
using JsonWebKeySet = GameAuth.Jose.JsonWebKeySet;

namespace GameAuth.IdentityModel;

/// <summary>Turns keys of GameAuth.Jose, which were read strictly, into those of Microsoft.IdentityModel.</summary>
public static class JoseSecurityKeys
{
    /// <summary>All keys of a set, in their order.</summary>
    /// <param name="keys">The set.</param>
    /// <returns>A key for each: an <see cref="Ed25519SecurityKey"/>, or Microsoft's own for ES256 and RS256.</returns>
    public static IReadOnlyList<SecurityKey> From(JsonWebKeySet keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return [.. keys.Keys.Select(From)];
    }

    /// <summary>One key.</summary>
    /// <param name="key">The key.</param>
    /// <returns>The same key, with the same id.</returns>
    public static SecurityKey From(JsonWebKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Algorithm is JwsAlgorithm.EdDsa ? new Ed25519SecurityKey(key) : Convert(key);
    }

    private static Microsoft.IdentityModel.Tokens.JsonWebKey Convert(JsonWebKey key)
    {
        ArrayBufferWriter<byte> json = new();
        using (Utf8JsonWriter writer = new(json))
        {
            key.WriteTo(writer);
        }

        using JsonDocument document = JsonDocument.Parse(json.WrittenMemory);
        JsonElement members = document.RootElement;
        return new Microsoft.IdentityModel.Tokens.JsonWebKey
        {
            Kty = Text("kty"),
            Alg = Text("alg"),
            Use = Text("use"),
            KeyId = key.KeyId,
            Kid = key.KeyId,
            Crv = Text("crv"),
            X = Text("x"),
            Y = Text("y"),
            N = Text("n"),
            E = Text("e"),
        };

        string? Text(string name) => members.TryGetProperty(name, out JsonElement member) ? member.GetString() : null;
    }
}
