namespace GameAuth.Jose;

/// <summary>What a key is made of, whatever its id, prepared to verify. Safe for use from any thread.</summary>
internal abstract class KeyMaterial
{
    public abstract JwsAlgorithm Algorithm { get; }

    /// <summary>The members that a thumbprint is made of, in the order of their names (RFC 7638 section 3.2).</summary>
    public abstract IReadOnlyList<(string Name, string Value)> RequiredMembers { get; }

    public abstract bool Verify(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);
}
