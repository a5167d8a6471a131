using System.Text;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>Reads the members of a JWK (RFC 7517 section 4, RFC 7518 section 6, RFC 8037 section 2).</summary>
internal static class JwkReader
{
    // RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1.
    private static readonly string[] Private = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    public static JwkError TryRead(JsonElement json, out KeyMaterial? material, out string? keyId)
    {
        (material, keyId) = (null, null);
        if (json.ValueKind != JsonValueKind.Object)
        {
            return JwkError.NotJson;
        }

        try
        {
            JwkError error = TryReadKeyId(json, out keyId);
            if (error == JwkError.None)
            {
                error = TryReadMaterial(json, out material);
            }

            return error;
        }
        catch (InvalidOperationException)
        {
            // A string with half a character in it.
            return JwkError.NotJson;
        }
    }

    public static bool IsKeyId(string text) => text.Length > 0 && Encoding.UTF8.GetByteCount(text) <= JwsLimits.MaxKeyIdLength;

    private static JwkError TryReadKeyId(JsonElement json, out string? keyId)
    {
        keyId = null;
        if (!TryGet(json, "kid", out JsonElement member))
        {
            return JwkError.None;
        }

        keyId = member.ValueKind == JsonValueKind.String ? member.GetString() : null;
        if (keyId is not null && IsKeyId(keyId))
        {
            return JwkError.None;
        }

        keyId = null;
        return JwkError.BadKeyId;
    }

    private static JwkError TryReadMaterial(JsonElement json, out KeyMaterial? material)
    {
        material = null;
        if (!TryGetText(json, "kty", out string type))
        {
            return JwkError.MissingMember;
        }

        // Also for a type that is not known: whoever publishes a secret should hear of it, and not that the type is new.
        if (Array.Exists(Private, name => TryGet(json, name, out _)))
        {
            return JwkError.PrivateKey;
        }

        JwsAlgorithm algorithm = (type, TryGetText(json, "crv", out string curve) ? curve : null) switch
        {
            ("OKP", "Ed25519") => JwsAlgorithm.EdDsa,
            ("EC", "P-256") => JwsAlgorithm.Es256,
            ("RSA", _) => JwsAlgorithm.Rs256,
            _ => JwsAlgorithm.None,
        };
        if (algorithm == JwsAlgorithm.None)
        {
            return JwkError.UnknownKeyType;
        }

        // RFC 9864 section 2.2 gives EdDSA with this curve a name of its own.
        bool isNamed = !IsOther(json, "alg", AlgorithmNames.Of(algorithm)) || (algorithm is JwsAlgorithm.EdDsa && !IsOther(json, "alg", "Ed25519"));
        return !isNamed ? JwkError.WrongAlgorithm
            : IsOther(json, "use", "sig") || !MayVerify(json) ? JwkError.WrongUse
            : Build(json, algorithm, out material);
    }

    private static JwkError Build(JsonElement json, JwsAlgorithm algorithm, out KeyMaterial? material)
    {
        material = null;
        (string first, string? second) = algorithm switch
        {
            JwsAlgorithm.EdDsa => ("x", null),
            JwsAlgorithm.Es256 => ("x", "y"),
            _ => ("n", "e"),
        };
        string other = "";
        if (!TryGetText(json, first, out string one) || (second is not null && !TryGetText(json, second, out other)))
        {
            return JwkError.MissingMember;
        }

        if (StrictBase64Url.Decode(one) is not { } left || StrictBase64Url.Decode(other) is not { } right)
        {
            return JwkError.BadEncoding;
        }

        bool hasLength = algorithm switch
        {
            JwsAlgorithm.EdDsa => left.Length == Ed25519PublicKey.Size,
            JwsAlgorithm.Es256 => left.Length == EcdsaMaterial.CoordinateLength && right.Length == EcdsaMaterial.CoordinateLength,
            _ => left is [not 0, ..] && right is [not 0, ..],
        };
        if (!hasLength)
        {
            return JwkError.BadEncoding;
        }

        material = algorithm switch
        {
            JwsAlgorithm.EdDsa => Ed25519PublicKey.TryImport(left, out Ed25519PublicKey? key) ? new Ed25519Material(key) : null,
            JwsAlgorithm.Es256 => EcdsaMaterial.From(left, right),
            _ => RsaMaterial.From(left, right),
        };
        return material is null ? JwkError.WeakKey : JwkError.None;
    }

    // An absent member leaves it open; a present one must say the right thing.
    private static bool IsOther(JsonElement json, string name, string expected) =>
        TryGet(json, name, out JsonElement member) && !(member.ValueKind == JsonValueKind.String && member.ValueEquals(expected));

    private static bool MayVerify(JsonElement json) =>
        !TryGet(json, "key_ops", out JsonElement operations)
        || (operations.ValueKind == JsonValueKind.Array
            && operations.EnumerateArray().Any(static one => one.ValueKind == JsonValueKind.String && one.ValueEquals("verify")));

    // A null is as good as none.
    private static bool TryGet(JsonElement json, string name, out JsonElement member) =>
        json.TryGetProperty(name, out member) && member.ValueKind != JsonValueKind.Null;

    private static bool TryGetText(JsonElement json, string name, out string text)
    {
        text = json.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String ? member.GetString()! : "";
        return text.Length > 0;
    }
}

/// <summary>The JSON of a key or a set: bounded, without comments, trailing commas or duplicate members.</summary>
internal static class JwkDocument
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static JsonDocument? Parse(ReadOnlyMemory<byte> utf8Json, out JwkError error)
    {
        error = JwkError.None;
        if (utf8Json.Length > JsonWebKeySet.MaxLength)
        {
            error = JwkError.TooLarge;
            return null;
        }

        try
        {
            // A string that is no UTF-8 would surface only when it is read.
            if (System.Text.Unicode.Utf8.IsValid(utf8Json.Span))
            {
                JsonDocument document = JsonDocument.Parse(utf8Json, Options);
                if (document.RootElement.ValueKind == JsonValueKind.Object)
                {
                    return document;
                }

                document.Dispose();
            }
        }
        catch (JsonException)
        {
        }

        error = JwkError.NotJson;
        return null;
    }
}
