using System.Security.Cryptography;

namespace GameAuth.Hytale;

/// <summary>Holds a verified token against what the caller asks of it. Nothing is allocated for a good one.</summary>
internal static class TokenJudge
{
    private static readonly (HytaleTokenClaims Claim, string Name)[] Names =
    [
        (HytaleTokenClaims.IssuedAt, "iat"),
        (HytaleTokenClaims.NotBefore, "nbf"),
        (HytaleTokenClaims.Username, "username"),
        (HytaleTokenClaims.ProfileId, "profile"),
        (HytaleTokenClaims.PreferredUsername, "preferred_username"),
        (HytaleTokenClaims.Email, "email"),
        (HytaleTokenClaims.SessionId, "session_id"),
        (HytaleTokenClaims.Certificate, "cnf"),
    ];

    public static HytaleTokenResult Judge(HytaleToken token, HytaleTokenProfile profile)
    {
        if ((profile.Claims & ~token.Claims) is not HytaleTokenClaims.None and var missing)
        {
            return new HytaleTokenResult(HytaleTokenRefusal.MissingClaim, NameOf(missing));
        }

        if (profile.Audience is { } audience && !token.HasAudience(audience))
        {
            return token.Audiences.Count > 0
                ? new HytaleTokenResult(HytaleTokenRefusal.WrongAudience, "aud")
                : new HytaleTokenResult(HytaleTokenRefusal.MissingClaim, "aud");
        }

        if (!HasScopes(token, profile))
        {
            return new HytaleTokenResult(HytaleTokenRefusal.MissingScope, "scope");
        }

        return profile.CertificateSha256 is not { } expected ? new HytaleTokenResult(token)
            : token.CertificateSha256 is not { } bound ? new HytaleTokenResult(HytaleTokenRefusal.MissingClaim, "cnf")
            : CryptographicOperations.FixedTimeEquals(bound.Span, expected.Span) ? new HytaleTokenResult(token)
            : new HytaleTokenResult(HytaleTokenRefusal.WrongCertificate, "cnf");
    }

    /// <summary>As the rules for a new token do it; time has gone on since it was one.</summary>
    public static HytaleTokenRefusal JudgeTimes(HytaleToken token, DateTimeOffset now, TimeSpan skew) =>
        now - token.ExpiresAt >= skew ? HytaleTokenRefusal.Expired
        : token.NotBefore - now > skew ? HytaleTokenRefusal.NotYetValid
        : token.IssuedAt - now > skew ? HytaleTokenRefusal.IssuedInFuture
        : HytaleTokenRefusal.None;

    // Apart, since what a lambda catches is allocated at the beginning of its method.
    private static string NameOf(HytaleTokenClaims missing) => Array.Find(Names, one => missing.HasFlag(one.Claim)).Name;

    private static bool HasScopes(HytaleToken token, HytaleTokenProfile profile)
    {
        for (int i = 0; i < profile.Scopes.Count; i++)
        {
            if (!token.HasScope(profile.Scopes[i]))
            {
                return false;
            }
        }

        bool hasOne = profile.AnyScope.Count == 0;
        for (int i = 0; i < profile.AnyScope.Count && !hasOne; i++)
        {
            hasOne = token.HasScope(profile.AnyScope[i]);
        }

        return hasOne;
    }
}
