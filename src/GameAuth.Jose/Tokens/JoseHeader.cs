namespace GameAuth.Jose;

/// <summary>What a token's header says (RFC 7515 section 4.1).</summary>
internal readonly ref struct JoseHeader
{
    public JwsAlgorithm Algorithm { get; private init; }

    public JsonText KeyId { get; private init; }

    public JsonText Type { get; private init; }

    public static JwsError TryRead(ReadOnlySpan<byte> json, int maxDepth, out JoseHeader header)
    {
        header = default;
        JwsError error = StrictJson.Check(json, maxDepth);
        if (error != JwsError.None)
        {
            return error;
        }

        JsonText algorithm = default;
        JsonText keyId = default;
        JsonText type = default;
        JsonMembers members = new(json);
        while (members.MoveNext())
        {
            error = members.Name switch
            {
                [(byte)'a', (byte)'l', (byte)'g'] => Take(members, ref algorithm),
                [(byte)'k', (byte)'i', (byte)'d'] => Take(members, ref keyId),
                [(byte)'t', (byte)'y', (byte)'p'] => Take(members, ref type),
                _ => Judge(members.Name),
            };
            if (error != JwsError.None)
            {
                return error;
            }
        }

        header = new JoseHeader { Algorithm = AlgorithmNames.Parse(algorithm), KeyId = keyId, Type = type };
        return header.Algorithm == JwsAlgorithm.None ? JwsError.UnknownAlgorithm
            : keyId.IsPresent && keyId.Raw.Length is 0 or > JwsLimits.MaxKeyIdLength ? JwsError.BadKeyId
            : JwsError.None;
    }

    private static JwsError Take(scoped in JsonMembers members, ref JsonText text)
    {
        text = members.Text;
        return text.IsPresent ? JwsError.None : JwsError.WrongHeaderType;
    }

    // A key that comes with the token proves nothing but that its sender has a key.
    private static JwsError Judge(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("jwk"u8) || name.SequenceEqual("jku"u8) || name.SequenceEqual("x5c"u8) || name.SequenceEqual("x5u"u8) ? JwsError.EmbeddedKey
        : name.SequenceEqual("crit"u8) ? JwsError.CriticalExtension
        : JwsError.None;
}
