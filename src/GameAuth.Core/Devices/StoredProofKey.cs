namespace GameAuth.Providers;

/// <summary>What a device's row says of its proof key: enough to open it again, by the <see cref="ProofKeySource"/> of its kind and no other. Immutable.</summary>
/// <remarks>The <c>JsonSerializerContext</c> that writes it names <see cref="Storage.StoredSecretConverter"/>.</remarks>
public sealed class StoredProofKey
{
    /// <summary>Who opens it, such as <see cref="ProofKeyKind.Software"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The key itself, where <see cref="IsExportable"/>; else its name, or what its hardware wrapped and alone can unwrap.</summary>
    public required Secret Material { get; init; }

    /// <summary>Whether a copy of the row is a copy of the key.</summary>
    public required bool IsExportable { get; init; }

    /// <summary>The public half of a key that is not in the row (SubjectPublicKeyInfo in base64, RFC 5280 section 4.1.2.7), by which another key in its place is noticed; null for a key in the row.</summary>
    public string? PublicKey { get; init; }
}
