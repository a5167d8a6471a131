namespace GameAuth.Jose;

/// <summary>The signature algorithms that are known here. The key decides which one is used, never the token.</summary>
public enum JwsAlgorithm
{
    /// <summary>No algorithm; never valid for a key or a token.</summary>
    None = 0,

    /// <summary><c>EdDSA</c> with Ed25519 (RFC 8037).</summary>
    EdDsa = 1,

    /// <summary><c>ES256</c>: ECDSA with P-256 and SHA-256 (RFC 7518 section 3.4).</summary>
    Es256 = 2,

    /// <summary><c>RS256</c>: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 section 3.3).</summary>
    Rs256 = 3,
}
