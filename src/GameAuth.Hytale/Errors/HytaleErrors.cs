namespace GameAuth.Hytale;

/// <summary>What an error says about the token that was presented.</summary>
internal static class HytaleErrors
{
    /// <summary>Whether the bearer token was refused: worth one refresh and one repetition.</summary>
    public static bool BlamesGrant(ProviderException refused) => refused.Code is HytaleErrorCode.Unauthorized;

    /// <summary>Whether what was asked for is not there.</summary>
    public static bool IsGone(ProviderException refused) => refused.Code is HytaleErrorCode.SessionNotFound;

    /// <summary>Whether a game session may not be refreshed yet.</summary>
    public static bool IsTooEarly(ProviderException refused) => refused.Code is HytaleErrorCode.TooEarly;
}
