namespace GameAuth.Hytale;

/// <summary>Why a token was refused. For logs and counters; tell a stranger no more than that it is not valid.</summary>
public enum HytaleTokenRefusal
{
    /// <summary>It was not refused.</summary>
    None = 0,

    /// <summary>It is longer than <see cref="HytaleTokenValidationOptions.MaxTokenLength"/>.</summary>
    TooLong = 1,

    /// <summary>It is no signed token in compact form: three parts of base64url, strict JSON, no member twice.</summary>
    Malformed = 2,

    /// <summary>It is not signed with EdDSA: <c>none</c>, a shared secret, or an OAuth token, which is RS256 and for others.</summary>
    WrongAlgorithm = 3,

    /// <summary>Its header brings its own key (<c>jwk</c>, <c>jku</c>, <c>x5c</c>, <c>x5u</c>) or demands an extension (<c>crit</c>).</summary>
    ForbiddenHeader = 4,

    /// <summary>It names no key, or one that Hytale does not publish.</summary>
    UnknownKey = 5,

    /// <summary>Hytale's keys can not be had now. That says nothing about the token: ask again later.</summary>
    KeysUnavailable = 6,

    /// <summary>The signature is not the key's.</summary>
    BadSignature = 7,

    /// <summary>A claim is absent that has to be there; <see cref="HytaleTokenResult.Claim"/> names it.</summary>
    MissingClaim = 8,

    /// <summary>A claim is of the wrong type; <see cref="HytaleTokenResult.Claim"/> names it where it is one of Hytale's own.</summary>
    MalformedClaim = 9,

    /// <summary>Another issuer signed it.</summary>
    WrongIssuer = 10,

    /// <summary>It has expired.</summary>
    Expired = 11,

    /// <summary>It is not valid yet.</summary>
    NotYetValid = 12,

    /// <summary>It was issued in the future.</summary>
    IssuedInFuture = 13,

    /// <summary>Its subject is no UUID.</summary>
    SubjectNotUuid = 14,

    /// <summary>It is for somebody else.</summary>
    WrongAudience = 15,

    /// <summary>It lacks a scope.</summary>
    MissingScope = 16,

    /// <summary>It is bound to another certificate.</summary>
    WrongCertificate = 17,
}
