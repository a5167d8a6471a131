namespace GameAuth.Jose;

/// <summary>Why a token was refused. It is a reason for a log or a counter; tell a client no more than that the token is not valid.</summary>
public enum JwsError
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>The token is longer than <see cref="JwsLimits.MaxTokenLength"/>.</summary>
    TooLong = 1,

    /// <summary>It does not have exactly three parts, or its header or signature is empty.</summary>
    NotThreeParts = 2,

    /// <summary>A part is not base64url: a foreign character, padding, white space, or bits that are left over (RFC 7515 section 2).</summary>
    NotBase64Url = 3,

    /// <summary>The header or the claims are no JSON object in UTF-8, or have a byte order mark.</summary>
    NotJson = 4,

    /// <summary>The JSON is nested more deeply than <see cref="JwsLimits.MaxDepth"/>.</summary>
    TooDeep = 5,

    /// <summary>The JSON has more than 128 members, all levels together.</summary>
    TooManyMembers = 6,

    /// <summary>An object has two members of the same name (RFC 7515 section 4, RFC 8725 section 2.4).</summary>
    DuplicateMember = 7,

    /// <summary>A member's name is written with an escape sequence, which hides what it is from simpler readers.</summary>
    EscapedName = 8,

    /// <summary>A member of the header has the wrong type.</summary>
    WrongHeaderType = 9,

    /// <summary>The algorithm is absent, <c>none</c>, symmetric, or unknown.</summary>
    UnknownAlgorithm = 10,

    /// <summary>The header brings a key of its own or a way to one: <c>jwk</c>, <c>jku</c>, <c>x5c</c> or <c>x5u</c>.</summary>
    EmbeddedKey = 11,

    /// <summary>The header has <c>crit</c>; no extension is understood here (RFC 7515 section 4.1.11).</summary>
    CriticalExtension = 12,

    /// <summary>The key id is empty or longer than 128 bytes.</summary>
    BadKeyId = 13,

    /// <summary>The <c>typ</c> is not the one that is asked for (RFC 8725 section 3.11).</summary>
    WrongTokenType = 14,

    /// <summary>The key is for another algorithm than the header says.</summary>
    WrongAlgorithm = 20,

    /// <summary>The signature is not the key's.</summary>
    BadSignature = 21,

    /// <summary>No key has the token's key id, or the token has none.</summary>
    UnknownKey = 22,

    /// <summary>The keys could not be had.</summary>
    KeysUnavailable = 23,

    /// <summary>A registered claim has the wrong type, or a time is out of range.</summary>
    WrongClaimType = 30,

    /// <summary>A claim that is required is absent.</summary>
    MissingClaim = 31,

    /// <summary>It has expired (<c>exp</c>).</summary>
    Expired = 32,

    /// <summary>It is not valid yet (<c>nbf</c>).</summary>
    NotYetValid = 33,

    /// <summary>It was issued in the future (<c>iat</c>).</summary>
    IssuedInFuture = 34,

    /// <summary>It has another issuer (<c>iss</c>).</summary>
    WrongIssuer = 35,

    /// <summary>It is for another audience (<c>aud</c>).</summary>
    WrongAudience = 36,

    /// <summary>It lacks a scope (<c>scope</c> or <c>scp</c>).</summary>
    MissingScope = 37,

    /// <summary>A proof's <c>jwk</c> is absent, is no public key of a known kind and strength, or is RSA of more than 4096 bits (RFC 9449 section 4.2).</summary>
    BadProofKey = 40,

    /// <summary>A proof's <c>jwk</c> holds private members, or is a shared secret: the sender has given its key away and must replace it.</summary>
    PrivateProofKey = 41,

    /// <summary>A proof's <c>jti</c> is empty or longer than <see cref="DpopProof.MaxIdLength"/>.</summary>
    BadProofId = 42,

    /// <summary>A proof is for another HTTP method (<c>htm</c>).</summary>
    WrongMethod = 43,

    /// <summary>A proof is for another URI, or its <c>htu</c> is no URI of HTTP.</summary>
    WrongUri = 44,

    /// <summary>A proof was made too long ago (<c>iat</c>).</summary>
    TooOld = 45,

    /// <summary>A proof is for another access token (<c>ath</c>).</summary>
    WrongAccessToken = 46,
}
