using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace GameAuth.Jose;

/// <summary>A proof that the sender of a request holds a key: DPoP (RFC 9449 section 4). Immutable and safe for use from any thread.</summary>
/// <remarks>
/// <para>
/// A proof that was read is well-formed and signed by the key that it brings, which anybody can do for a key of one's own. <see cref="DpopRules"/> says whether it is for
/// a request and made now. Then compare <see cref="Thumbprint"/> with the one that the token was issued to.
/// </para>
/// <para>
/// Two checks need a memory and are the caller's: that <see cref="Id"/> comes for the first time from this key, and that <see cref="Nonce"/> is one that the server made.
/// That a request has no more than one header <c>DPoP</c> is the caller's to see too (RFC 9449 section 4.3).
/// </para>
/// <para><see cref="CompactJws"/> goes on refusing a header with a key: only here is the key what the token is about.</para>
/// </remarks>
public sealed class DpopProof
{
    /// <summary>The longest id: 128 bytes as written. A UUID has 36.</summary>
    public const int MaxIdLength = 128;

    internal const string Type = "dpop+jwt";

    // RSA of 4096 bits. The sender chooses the key, and with its length what the check costs.
    private const int LongestSignature = 512;

    private readonly byte[] _thumbprint;

    private DpopProof(JwsAlgorithm algorithm, byte[] thumbprint, in DpopClaims claims, string uri)
    {
        Algorithm = algorithm;
        _thumbprint = thumbprint;
        Thumbprint = Base64Url.EncodeToString(thumbprint);
        Id = claims.Registered.Id.ToString();
        IssuedAt = claims.Registered.IssuedAt.GetValueOrDefault();
        Nonce = claims.Nonce.IsPresent ? claims.Nonce.ToString() : null;
        Method = claims.Method.ToString();
        NormalUri = uri;
        AccessTokenHash = claims.AccessTokenHash.IsPresent ? claims.AccessTokenHash.ToString() : null;
    }

    /// <summary>The algorithm of the key and of its signature.</summary>
    public JwsAlgorithm Algorithm { get; }

    /// <summary>The SHA-256 thumbprint of the key in base64url (RFC 7638; RFC 8037 section 2 for Ed25519): what <c>cnf.jkt</c> of a bound token says (RFC 9449 section 6.1).</summary>
    public string Thumbprint { get; }

    /// <summary>The same thumbprint as 32 bytes.</summary>
    public ReadOnlySpan<byte> ThumbprintBytes => _thumbprint;

    /// <summary>The proof's own id (<c>jti</c>): 1 to <see cref="MaxIdLength"/> bytes of the sender's choice.</summary>
    public string Id { get; }

    /// <summary>When the sender says that it made the proof (<c>iat</c>).</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>The server's nonce that the proof repeats (<c>nonce</c>, RFC 9449 section 8); null for none. Nothing has been checked about it.</summary>
    public string? Nonce { get; }

    internal string Method { get; }

    internal string NormalUri { get; }

    internal string? AccessTokenHash { get; }

    /// <summary>Reads a proof and verifies its signature with the key that it brings.</summary>
    /// <param name="token">The value of the header <c>DPoP</c>.</param>
    /// <param name="proof">The proof; null unless the result is <see cref="JwsError.None"/>.</param>
    /// <param name="limits">The limits; null stands for <see cref="JwsLimits.Default"/>.</param>
    /// <returns>
    /// Why it was refused, or <see cref="JwsError.None"/>. Refused are, beside what <see cref="CompactJws"/> refuses: a <c>typ</c> that is not exactly <c>dpop+jwt</c>; a <c>jwk</c>
    /// that is absent, private, symmetric, weak, or RSA of more than 4096 bits; an <c>alg</c> that is not the key's; no <c>jti</c>, <c>htm</c>, <c>htu</c> or <c>iat</c>.
    /// </returns>
    public static JwsError TryRead(ReadOnlySpan<char> token, out DpopProof? proof, JwsLimits? limits = null)
    {
        proof = null;
        limits ??= JwsLimits.Default;
        if (token.Length > limits.MaxTokenLength)
        {
            return JwsError.TooLong;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(2 * token.Length);
        Span<byte> ascii = buffer.AsSpan(0, token.Length);
        JwsError error = JwsError.NotBase64Url;
        if (Ascii.FromUtf16(token, ascii, out _) == OperationStatus.Done)
        {
            error = CompactJws.TryReadProof(ascii, buffer.AsSpan(token.Length), limits, out CompactJws jws);
            error = error == JwsError.None ? TryRead(jws, limits, out proof) : error;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return error;
    }

    // The key comes last, since it costs most.
    private static JwsError TryRead(scoped in CompactJws jws, JwsLimits limits, out DpopProof? proof)
    {
        proof = null;
        if (!jws.Type.Is(Type))
        {
            return JwsError.WrongTokenType;
        }

        JwsError error = DpopClaims.TryRead(jws.Payload, limits, out DpopClaims claims);
        if (error != JwsError.None)
        {
            return error;
        }

        if (DpopUri.Normalize(claims.Uri.ToString()) is not { } uri)
        {
            return JwsError.WrongUri;
        }

        error = TryVerify(jws, out byte[] thumbprint);
        proof = error == JwsError.None ? new DpopProof(jws.Algorithm, thumbprint, claims, uri) : null;
        return error;
    }

    private static JwsError TryVerify(scoped in CompactJws jws, out byte[] thumbprint)
    {
        thumbprint = [];
        if (jws.Key.Json.IsEmpty || jws.Signature.Length > LongestSignature)
        {
            return JwsError.BadProofKey;
        }

        Utf8JsonReader reader = new(jws.Key.Json);
        using JsonDocument json = JsonDocument.ParseValue(ref reader);
        JwkError keyError = JwkReader.TryRead(json.RootElement, out KeyMaterial? key, out _);
        if (key is null)
        {
            return keyError == JwkError.PrivateKey ? JwsError.PrivateProofKey : JwsError.BadProofKey;
        }

        if (jws.Algorithm != key.Algorithm)
        {
            return JwsError.WrongAlgorithm;
        }

        bool isSigned = key.Verify(jws.SigningInput, jws.Signature);
        key.Release();
        thumbprint = isSigned ? key.ComputeThumbprint() : thumbprint;
        return isSigned ? JwsError.None : JwsError.BadSignature;
    }
}

/// <summary>The claims of a proof (RFC 9449 section 4.2), each a string but <c>iat</c>. Other claims, such as <c>exp</c>, have no meaning there.</summary>
internal ref struct DpopClaims
{
    public JwtClaims Registered;
    public JsonText Method;
    public JsonText Uri;
    public JsonText AccessTokenHash;
    public JsonText Nonce;

    public static JwsError TryRead(ReadOnlySpan<byte> payload, JwsLimits limits, out DpopClaims claims)
    {
        claims = default;
        JwsError error = JwtClaims.TryRead(payload, out claims.Registered, limits);
        if (error != JwsError.None)
        {
            return error;
        }

        JsonObjectSpan json = claims.Registered.Json;
        if (!TryTake(json, "htm"u8, out claims.Method) || !TryTake(json, "htu"u8, out claims.Uri)
            || !TryTake(json, "ath"u8, out claims.AccessTokenHash) || !TryTake(json, "nonce"u8, out claims.Nonce))
        {
            return JwsError.WrongClaimType;
        }

        JsonText id = claims.Registered.Id;
        return !claims.Method.IsPresent || !claims.Uri.IsPresent || !id.IsPresent || claims.Registered.IssuedAt is null ? JwsError.MissingClaim
            : id.Raw.Length is 0 or > DpopProof.MaxIdLength ? JwsError.BadProofId
            : JwsError.None;
    }

    // False when it is there and no string. A null is as good as none.
    private static bool TryTake(JsonObjectSpan json, ReadOnlySpan<byte> name, out JsonText text) =>
        json.TryGetText(name, out text) || !json.TryGetValue(name, out ReadOnlySpan<byte> value) || value.SequenceEqual("null"u8);
}
