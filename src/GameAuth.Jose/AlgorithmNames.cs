namespace GameAuth.Jose;

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
        name.Is("EdDSA"u8) ? JwsAlgorithm.EdDsa
        : name.Is("RS256"u8) ? JwsAlgorithm.Rs256
        : name.Is("ES256"u8) ? JwsAlgorithm.Es256
        : JwsAlgorithm.None;
}
