namespace GameAuth.Jose;

/// <summary>Holds a private key and signs with it. Implement it for a key that lives in hardware or in a service.</summary>
/// <remarks>An implementation must be safe for use from any thread.</remarks>
public interface IJwsSigner
{
    /// <summary>The key's public half; it decides the algorithm and the key id of the header.</summary>
    JsonWebKey PublicKey { get; }

    /// <summary>The length of a signature, in bytes.</summary>
    int SignatureLength { get; }

    /// <summary>Signs.</summary>
    /// <param name="signingInput">The first two parts of the token.</param>
    /// <param name="signature">Receives the signature; <see cref="SignatureLength"/> bytes.</param>
    void Sign(ReadOnlySpan<byte> signingInput, Span<byte> signature);
}
