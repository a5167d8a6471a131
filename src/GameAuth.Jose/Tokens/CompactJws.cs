using System.Runtime.CompilerServices;

namespace GameAuth.Jose;

/// <summary>A JSON Web Signature in compact serialization (RFC 7515 section 7.1), read strictly and without allocation.</summary>
/// <remarks>
/// <para>
/// It is not verified until <see cref="Verify"/> says so: treat what it shows before that as written by an attacker. A header that brings its
/// own key (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, <c>x5u</c>) or demands an extension (<c>crit</c>) is refused, and the algorithm is
/// the key's. A proof of possession, which must bring its key, is read by <see cref="DpopProof"/>.
/// </para>
/// <para>It points into the token and the scratch buffer and is valid as long as both are.</para>
/// </remarks>
public readonly ref struct CompactJws
{
    private CompactJws(ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, scoped in JoseHeader fields)
    {
        SigningInput = signingInput;
        Header = new JsonObjectSpan(header);
        Payload = payload;
        Signature = signature;
        Algorithm = fields.Algorithm;
        KeyId = fields.KeyId;
        Type = fields.Type;
        Key = fields.Key;
    }

    /// <summary>What the header says of the algorithm; only ever compared with the key's.</summary>
    public JwsAlgorithm Algorithm { get; }

    /// <summary>The key id (<c>kid</c>), if there is one: 1 to 128 bytes.</summary>
    public JsonText KeyId { get; }

    /// <summary>The type (<c>typ</c>), if there is one.</summary>
    public JsonText Type { get; }

    /// <summary>The header, for members that are not shown here.</summary>
    public JsonObjectSpan Header { get; }

    /// <summary>The decoded payload: any bytes. <see cref="JwtClaims"/> reads claims from it.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>The bytes that were signed: the first two parts as they were written.</summary>
    public ReadOnlySpan<byte> SigningInput { get; }

    /// <summary>The decoded signature.</summary>
    public ReadOnlySpan<byte> Signature { get; }

    /// <summary>The key that a proof brings (<c>jwk</c>); empty for every other token.</summary>
    internal JsonObjectSpan Key { get; }

    /// <summary>Reads a token.</summary>
    /// <param name="token">The token in ASCII, three parts.</param>
    /// <param name="scratch">A buffer at least as long as the token; header, payload and signature are decoded into it.</param>
    /// <param name="jws">The token's parts; empty unless the result is <see cref="JwsError.None"/>.</param>
    /// <param name="limits">The limits; null stands for <see cref="JwsLimits.Default"/>.</param>
    /// <returns>Why it was refused, or <see cref="JwsError.None"/>.</returns>
    /// <exception cref="ArgumentException">The scratch buffer is shorter than a token that is not too long.</exception>
    public static JwsError TryRead(ReadOnlySpan<byte> token, Span<byte> scratch, out CompactJws jws, JwsLimits? limits = null) =>
        TryRead(token, scratch, limits ?? JwsLimits.Default, takesKey: false, out jws);

    /// <summary>Reads a token whose header may bring the key that signed it. Only for proofs: there the key is what is proven, and nobody trusts it.</summary>
    internal static JwsError TryReadProof(ReadOnlySpan<byte> token, Span<byte> scratch, JwsLimits limits, out CompactJws jws) =>
        TryRead(token, scratch, limits, takesKey: true, out jws);

    private static JwsError TryRead(ReadOnlySpan<byte> token, Span<byte> scratch, JwsLimits limits, bool takesKey, out CompactJws jws)
    {
        jws = default;
        if (token.Length > limits.MaxTokenLength)
        {
            return JwsError.TooLong;
        }

        if (scratch.Length < token.Length)
        {
            throw new ArgumentException("The scratch buffer must be at least as long as the token.", nameof(scratch));
        }

        int first = token.IndexOf((byte)'.');
        int second = token.LastIndexOf((byte)'.');
        if (first <= 0 || second <= first || second == token.Length - 1 || token[(first + 1)..second].Contains((byte)'.'))
        {
            return JwsError.NotThreeParts;
        }

        if (!StrictBase64Url.TryDecode(token[..first], scratch, out int headerLength)
            || !StrictBase64Url.TryDecode(token[(first + 1)..second], scratch[headerLength..], out int payloadLength)
            || !StrictBase64Url.TryDecode(token[(second + 1)..], scratch[(headerLength + payloadLength)..], out int signatureLength))
        {
            return JwsError.NotBase64Url;
        }

        ReadOnlySpan<byte> header = scratch[..headerLength];
        JwsError error = JoseHeader.TryRead(header, limits.MaxDepth, takesKey, out JoseHeader fields);
        if (error == JwsError.None)
        {
            jws = new CompactJws(
                token[..second],
                header,
                scratch.Slice(headerLength, payloadLength),
                scratch.Slice(headerLength + payloadLength, signatureLength),
                fields);
        }

        return error;
    }

    /// <summary>Verifies the signature with a key.</summary>
    /// <param name="key">The key, which decides the algorithm.</param>
    /// <returns><see cref="JwsError.None"/>, <see cref="JwsError.WrongAlgorithm"/> or <see cref="JwsError.BadSignature"/>.</returns>
    public JwsError Verify(JsonWebKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Algorithm != key.Algorithm ? JwsError.WrongAlgorithm
            : key.Verify(SigningInput, Signature) ? JwsError.None
            : JwsError.BadSignature;
    }

    /// <summary>Whether the token says that it is of a type: compared without case, with or without <c>application/</c> (RFC 7515 section 4.1.9).</summary>
    /// <param name="type">The type, such as <c>at+jwt</c>; at most 64 characters.</param>
    /// <returns>Whether it is of this type; false when it has none.</returns>
    [SkipLocalsInit]
    public bool IsOfType(ReadOnlySpan<char> type)
    {
        const int longest = 128;
        const string prefix = "application/";
        if (!Type.IsPresent || Type.Raw.Length > longest)
        {
            return false;
        }

        Span<byte> buffer = stackalloc byte[longest];
        ReadOnlySpan<byte> actual = buffer[..Type.CopyTo(buffer)];
        return System.Text.Ascii.EqualsIgnoreCase(actual, type)
            || (actual.Length > prefix.Length
                && System.Text.Ascii.EqualsIgnoreCase(actual[..prefix.Length], prefix)
                && System.Text.Ascii.EqualsIgnoreCase(actual[prefix.Length..], type));
    }
}

/// <summary>How much of a token is looked at. Immutable.</summary>
public sealed class JwsLimits
{
    /// <summary>The longest key id: 128 bytes as written.</summary>
    public const int MaxKeyIdLength = 128;

    internal const int MaxMembers = 128;

    /// <summary>The limits with their defaults.</summary>
    public static JwsLimits Default { get; } = new();

    /// <summary>The longest token, in bytes. The default is 8192.</summary>
    public int MaxTokenLength { get; init; } = 8192;

    /// <summary>How deeply the JSON of a part may be nested; the outer object is one. The default is 8, and 32 is the most.</summary>
    public int MaxDepth
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 32);
            field = value;
        }
    }
    = 8;
}

/// <summary>What a token's header says (RFC 7515 section 4.1).</summary>
internal readonly ref struct JoseHeader
{
    public JwsAlgorithm Algorithm { get; private init; }

    public JsonText KeyId { get; private init; }

    public JsonText Type { get; private init; }

    public JsonObjectSpan Key { get; private init; }

    public static JwsError TryRead(ReadOnlySpan<byte> json, int maxDepth, bool takesKey, out JoseHeader header)
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
        JsonObjectSpan key = default;
        JsonMembers members = new(json);
        while (members.MoveNext())
        {
            error = members.Name switch
            {
                [(byte)'a', (byte)'l', (byte)'g'] => Take(members, ref algorithm),
                [(byte)'k', (byte)'i', (byte)'d'] => Take(members, ref keyId),
                [(byte)'t', (byte)'y', (byte)'p'] => Take(members, ref type),
                [(byte)'j', (byte)'w', (byte)'k'] when takesKey => Take(members, ref key),
                _ => Judge(members.Name),
            };
            if (error != JwsError.None)
            {
                return error;
            }
        }

        header = new JoseHeader { Algorithm = AlgorithmNames.Parse(algorithm), KeyId = keyId, Type = type, Key = key };
        return header.Algorithm == JwsAlgorithm.None ? JwsError.UnknownAlgorithm
            : keyId.IsPresent && keyId.Raw.Length is 0 or > JwsLimits.MaxKeyIdLength ? JwsError.BadKeyId
            : JwsError.None;
    }

    private static JwsError Take(scoped in JsonMembers members, ref JsonText text)
    {
        text = members.Text;
        return text.IsPresent ? JwsError.None : JwsError.WrongHeaderType;
    }

    private static JwsError Take(scoped in JsonMembers members, ref JsonObjectSpan json)
    {
        bool isObject = members.Type == System.Text.Json.JsonTokenType.StartObject;
        json = new JsonObjectSpan(isObject ? members.Value : default);
        return isObject ? JwsError.None : JwsError.WrongHeaderType;
    }

    // A key that comes with the token proves nothing but that its sender has a key.
    private static JwsError Judge(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("jwk"u8) || name.SequenceEqual("jku"u8) || name.SequenceEqual("x5c"u8) || name.SequenceEqual("x5u"u8) ? JwsError.EmbeddedKey
        : name.SequenceEqual("crit"u8) ? JwsError.CriticalExtension
        : JwsError.None;
}
