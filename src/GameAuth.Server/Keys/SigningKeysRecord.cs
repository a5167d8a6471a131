using System.Text.Json.Serialization;
using GameAuth.Storage;

namespace GameAuth.Server;

/// <summary>The signing keys of a server, as they stand sealed in the host's token store: one record, so that nodes that change it at once can't part.</summary>
internal sealed record SigningKeysRecord
{
    /// <summary>The keys, the one that signs first or will sign last at the end.</summary>
    public required IReadOnlyList<SigningKeyRecord> Keys { get; init; }
}

/// <summary>One signing key.</summary>
internal sealed record SigningKeyRecord
{
    /// <summary>The header's <c>kid</c>: a part of the key's thumbprint.</summary>
    public required string KeyId { get; init; }

    /// <summary>The algorithm, as a header names it.</summary>
    public required string Algorithm { get; init; }

    /// <summary>The private key in its factory's form, as base64.</summary>
    public required Secret PrivateKey { get; init; }

    /// <summary>The public key as a JWK: it verifies, also where no factory for the private key is left.</summary>
    public required string PublicKey { get; init; }

    /// <summary>When it was made and published (UTC).</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>From when it signs.</summary>
    public required DateTimeOffset SignsFrom { get; init; }

    /// <summary>Until when it is meant to sign. It goes on while there is no other.</summary>
    public required DateTimeOffset SignsUntil { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(StoredSecretConverter)])]
[JsonSerializable(typeof(SigningKeysRecord))]
internal sealed partial class SigningKeyJson : JsonSerializerContext;
