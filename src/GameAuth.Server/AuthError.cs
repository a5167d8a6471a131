namespace GameAuth.Server;

/// <summary>An answer that is no success: one row of the table of errors. The server, its documentation and its clients go by this table.</summary>
/// <param name="Code">The member <c>error</c>: a stable word.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Message">The member <c>message</c>, where nothing more exact is said.</param>
/// <param name="IsRecoverable">The member <c>recoverable</c>: whether the client can go on without a new sign-in.</param>
public sealed record AuthError(string Code, int Status, string Message, bool IsRecoverable)
{
    /// <summary>The body has another shape than the endpoint wants.</summary>
    public static readonly AuthError InvalidRequest = new("invalid_request", 400, "The request has not the right shape.", IsRecoverable: false);

    /// <summary>The address names a provider that this server does not have.</summary>
    public static readonly AuthError UnknownProvider = new("invalid_request", 404, "There is no such provider.", IsRecoverable: false);

    /// <summary>The body is larger than 16 KiB.</summary>
    public static readonly AuthError RequestTooLarge = new("invalid_request", 413, "The body is too large.", IsRecoverable: false);

    /// <summary>The body is no JSON by its content type.</summary>
    public static readonly AuthError UnsupportedMediaType = new("invalid_request", 415, "The body must be application/json.", IsRecoverable: false);

    /// <summary>The provider does not confirm what the client brought.</summary>
    public static readonly AuthError InvalidIdentity = new("invalid_identity", 401, "The sign-in was not confirmed. Sign in again.", IsRecoverable: true);

    /// <summary>The nonce of an exchange was used before.</summary>
    public static readonly AuthError NonceReused = new("nonce_reused", 409, "This nonce was used. Start the exchange again with a new one.", IsRecoverable: true);

    /// <summary>The access token has ended.</summary>
    public static readonly AuthError TokenExpired = new("token_expired", 401, "Access token expired.", IsRecoverable: true);

    /// <summary>The access token is none of ours, is for somebody else, or its session was ended.</summary>
    public static readonly AuthError TokenInvalid = new("token_invalid", 401, "Access token invalid.", IsRecoverable: false);

    /// <summary>The access token is right, and does not permit what was asked for.</summary>
    public static readonly AuthError Forbidden = new("forbidden", 403, "This is not permitted.", IsRecoverable: false);

    /// <summary>The refresh token is none of ours, has ended, or its session was ended.</summary>
    public static readonly AuthError RefreshInvalid = new("refresh_invalid", 401, "Refresh token invalid or expired. Sign in again.", IsRecoverable: false);

    /// <summary>An old refresh token was used again, and the session was ended.</summary>
    public static readonly AuthError RefreshReuseDetected = new("refresh_reuse_detected", 401, "This refresh token was used before. The session was ended; sign in again.", IsRecoverable: false);

    /// <summary>A DPoP proof needs the nonce of the header <c>DPoP-Nonce</c> (RFC 9449 section 8).</summary>
    public static readonly AuthError DpopNonceRequired = new("dpop_nonce_required", 401, "The DPoP proof needs the nonce of the header DPoP-Nonce.", IsRecoverable: true);

    /// <summary>A DPoP proof is wrong (RFC 9449 section 4.3).</summary>
    public static readonly AuthError InvalidDpopProof = new("invalid_dpop_proof", 401, "The DPoP proof is wrong.", IsRecoverable: false);

    /// <summary>The server can't answer now.</summary>
    public static readonly AuthError TemporarilyUnavailable = new("temporarily_unavailable", 503, "The server can not answer now. Try again.", IsRecoverable: true);
}
