namespace GameAuth.Hytale;

/// <summary>Words of OAuth that decide (RFC 6749 section 5.2).</summary>
internal static class HytaleOAuthError
{
    /// <summary>What was presented is unknown, has ended, or was used: a refresh token, or a device code.</summary>
    public const string InvalidGrant = "invalid_grant";
}
