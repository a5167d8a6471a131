namespace GameAuth.Jose;

/// <summary>The signature algorithms that are known here. The key decides which one is used, never the token.</summary>
public enum JwsAlgorithm
{
    /// <summary>No algorithm; never valid for a key or a token.</summary>
    None = 0,

    /// <summary><c>EdDSA</c> with Ed25519 (RFC 8037), also by its name of its own, <c>Ed25519</c> (RFC 9864 section 2.2).</summary>
    EdDsa = 1,

    /// <summary><c>ES256</c>: ECDSA with P-256 and SHA-256 (RFC 7518 section 3.4).</summary>
    Es256 = 2,

    /// <summary><c>RS256</c>: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).</summary>
    Rs256 = 3,
}

/// <summary>The names of the algorithms on the wire; they are case-sensitive (RFC 7515 section 4.1.1).</summary>
internal static class AlgorithmNames
{
    public static string Of(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.EdDsa => "EdDSA",
        JwsAlgorithm.Es256 => "ES256",
        JwsAlgorithm.Rs256 => "RS256",
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm), algorithm, "It is no algorithm."),
    };

    public static JwsAlgorithm Parse(in JsonText name) =>
        name.Is("EdDSA"u8) || name.Is("Ed25519"u8) ? JwsAlgorithm.EdDsa
        : name.Is("RS256"u8) ? JwsAlgorithm.Rs256
        : name.Is("ES256"u8) ? JwsAlgorithm.Es256
        : JwsAlgorithm.None;
}
