using GameAuth.Jose;

namespace GameAuth.Hytale;

/// <summary>The reasons of the reader of tokens, in the words of this package.</summary>
internal static class TokenRefusals
{
    public static HytaleTokenRefusal From(JwsError error) => error switch
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
