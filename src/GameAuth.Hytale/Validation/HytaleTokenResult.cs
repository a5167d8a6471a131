using System.Diagnostics.CodeAnalysis;
using GameAuth.Jose;

namespace GameAuth.Hytale;

/// <summary>What a token was found to be. Immutable; it prints without the token.</summary>
public readonly record struct HytaleTokenResult
{
    internal HytaleTokenResult(HytaleToken token) => Token = token;

    internal HytaleTokenResult(HytaleTokenRefusal refusal, string? claim = null) => (Refusal, Claim) = (refusal, claim);

    /// <summary>Why it was refused; <see cref="HytaleTokenRefusal.None"/> where it was not. A result that nobody made has neither refusal nor token.</summary>
    public HytaleTokenRefusal Refusal { get; }

    /// <summary>The claim that is to blame, such as <c>session_id</c>; null where no single one is.</summary>
    public string? Claim { get; }

    /// <summary>What the token says; null where it was refused.</summary>
    public HytaleToken? Token { get; }

    /// <summary>Whether the token is good.</summary>
    [MemberNotNullWhen(true, nameof(Token))]
    public bool IsValid => Token is not null;

    /// <summary>The refusal, or whose token it is.</summary>
    /// <returns>Text for a log.</returns>
    public override string ToString() => Token?.ToString() ?? (Claim is null ? $"refused: {Refusal}" : $"refused: {Refusal} ({Claim})");
}

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

/// <summary>The errors of the JWS reader as refusals of this package.</summary>
internal static class JwsErrorExtensions
{
    public static HytaleTokenRefusal ToRefusal(this JwsError error) => error switch
    {
        JwsError.None => HytaleTokenRefusal.None,
        JwsError.TooLong => HytaleTokenRefusal.TooLong,
        JwsError.UnknownAlgorithm or JwsError.WrongAlgorithm => HytaleTokenRefusal.WrongAlgorithm,
        JwsError.EmbeddedKey or JwsError.CriticalExtension => HytaleTokenRefusal.ForbiddenHeader,
        JwsError.UnknownKey => HytaleTokenRefusal.UnknownKey,
        JwsError.KeysUnavailable => HytaleTokenRefusal.KeysUnavailable,
        JwsError.BadSignature => HytaleTokenRefusal.BadSignature,
        JwsError.MissingClaim => HytaleTokenRefusal.MissingClaim,
        JwsError.WrongClaimType => HytaleTokenRefusal.MalformedClaim,
        JwsError.WrongIssuer => HytaleTokenRefusal.WrongIssuer,
        JwsError.Expired => HytaleTokenRefusal.Expired,
        JwsError.NotYetValid => HytaleTokenRefusal.NotYetValid,
        JwsError.IssuedInFuture => HytaleTokenRefusal.IssuedInFuture,
        JwsError.WrongAudience => HytaleTokenRefusal.WrongAudience,
        JwsError.MissingScope => HytaleTokenRefusal.MissingScope,
        _ => HytaleTokenRefusal.Malformed,
    };
}
