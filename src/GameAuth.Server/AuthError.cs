namespace GameAuth.Server;

/// <summary>An answer that is no success: one row of the table of errors. The server, its documentation and its clients go by this table.</summary>
/// <param name="Code">The member <c>error</c>: a stable word.</param>
/// <param name="Status">The status of the answer.</param>
/// <param name="Message">The member <c>message</c>, where nothing more exact is said.</param>
/// <param name="IsRecoverable">The member <c>recoverable</c>: whether the client can go on without asking the player for more than a sign-in that he started anyway.</param>
public sealed record AuthError(string Code, int Status, string Message, bool IsRecoverable)
{
    /// <summary>The body has another shape than the endpoint wants.</summary>
    public static readonly AuthError InvalidRequest = new("invalid_request", 400, "The request has not the right shape.", IsRecoverable: false)
    {
        ClientAction = "Is wrong: asking again does not help.",
    };

    /// <summary>The address names a provider, or a session, that this server does not have.</summary>
    public static readonly AuthError UnknownProvider = InvalidRequest with { Status = 404, Message = "There is no such provider." };

    /// <summary>The body is larger than 16 KiB.</summary>
    public static readonly AuthError RequestTooLarge = InvalidRequest with { Status = 413, Message = "The body is too large." };

    /// <summary>The body is no JSON by its content type.</summary>
    public static readonly AuthError UnsupportedMediaType = InvalidRequest with { Status = 415, Message = "The body must be application/json." };

    /// <summary>The provider does not confirm what the client brought.</summary>
    public static readonly AuthError InvalidIdentity = new("invalid_identity", 401, "The sign-in was not confirmed. Sign in again.", IsRecoverable: true)
    {
        ClientAction = "Asks the player to sign in again.",
    };

    /// <summary>Discord does not confirm what the client brought.</summary>
    public static readonly AuthError InvalidDiscordAuth = new("invalid_discord_auth", 401, "Discord did not confirm the sign-in. Sign in again.", IsRecoverable: true)
    {
        ClientAction = "Asks the player to retry the Discord login.",
    };

    /// <summary>The nonce of an exchange was used before.</summary>
    public static readonly AuthError NonceReused = new("nonce_reused", 409, "This nonce was used. Start the exchange again with a new one.", IsRecoverable: true)
    {
        ClientAction = "Makes a new nonce and starts the exchange again.",
    };

    /// <summary>The access token has ended.</summary>
    public static readonly AuthError TokenExpired = new("token_expired", 401, "Access token expired.", IsRecoverable: true)
    {
        ClientAction = "Refreshes once, then asks again once.",
    };

    /// <summary>The access token is none of ours, is for somebody else, or its session was ended.</summary>
    public static readonly AuthError TokenInvalid = new("token_invalid", 401, "Access token invalid.", IsRecoverable: false)
    {
        ClientAction = "Forgets the access token and signs in anew.",
    };

    /// <summary>The access token is right, and does not permit what was asked for.</summary>
    public static readonly AuthError Forbidden = new("forbidden", 403, "This is not permitted.", IsRecoverable: false)
    {
        ClientAction = "Shows it; does not ask again.",
    };

    /// <summary>The session of a player who wants to join a room was ended.</summary>
    public static readonly AuthError SessionRevoked = new("session_revoked", 403, "The session was ended. Sign in again.", IsRecoverable: false)
    {
        ClientAction = "Closes the socket, forgets the session and signs in anew.",
    };

    /// <summary>The player may not join the room.</summary>
    public static readonly AuthError RoomForbidden = new("room_forbidden", 403, "This room is not open to you.", IsRecoverable: false)
    {
        ClientAction = "Shows it; does not ask again.",
    };

    /// <summary>The room wants a ticket, and none that is good for this access token came.</summary>
    public static readonly AuthError RoomTicketRequired = new("room_ticket_required", 403, "This room needs a new ticket.", IsRecoverable: true)
    {
        ClientAction = "Gets a ticket for this room and joins once more with it.",
    };

    /// <summary>The refresh token is none of ours, has ended, or its session was ended.</summary>
    public static readonly AuthError RefreshInvalid = new("refresh_invalid", 401, "Refresh token invalid or expired. Sign in again.", IsRecoverable: false)
    {
        ClientAction = "Forgets the session and signs in anew.",
    };

    /// <summary>An old refresh token was used again, and the session was ended.</summary>
    public static readonly AuthError RefreshReuseDetected = new("refresh_reuse_detected", 401, "This refresh token was used before. The session was ended; sign in again.", IsRecoverable: false)
    {
        ClientAction = "Logs out in all tabs, and signs in anew.",
    };

    /// <summary>A DPoP proof needs the nonce of the header <c>DPoP-Nonce</c> (RFC 9449 section 8).</summary>
    public static readonly AuthError DpopNonceRequired = new("dpop_nonce_required", 401, "The DPoP proof needs the nonce of the header DPoP-Nonce.", IsRecoverable: true)
    {
        ClientAction = "Proves again, with that nonce.",
    };

    /// <summary>A DPoP proof is wrong (RFC 9449 section 4.3).</summary>
    public static readonly AuthError InvalidDpopProof = new("invalid_dpop_proof", 401, "The DPoP proof is wrong.", IsRecoverable: false)
    {
        ClientAction = "Is wrong: asking again does not help.",
    };

    /// <summary>The page's origin is not allowed, or a cookie came without one.</summary>
    public static readonly AuthError OriginForbidden = new("origin_forbidden", 403, "Pages of this origin may not do this.", IsRecoverable: false)
    {
        ClientAction = "Is not one of the allowed pages.",
    };

    /// <summary>An administrator who is known by a cookie did not send the token against forged requests.</summary>
    public static readonly AuthError AntiforgeryRequired = new("antiforgery_required", 403, "The token against forged requests is missing or wrong.", IsRecoverable: true)
    {
        ClientAction = "Gets a token from its page and asks again.",
    };

    /// <summary>The request came by plain http, or by a TLS that is too old.</summary>
    public static readonly AuthError HttpsRequired = new("https_required", 403, "https and wss only.", IsRecoverable: false)
    {
        ClientAction = "Uses https or wss; whatever it sent may have been read on the way.",
    };

    /// <summary>What the server has waited for did not come in time: the first frame of a socket, the answer to its challenge, the rest of a frame.</summary>
    public static readonly AuthError TimedOut = new("timed_out", 408, "It did not come in time.", IsRecoverable: true)
    {
        ClientAction = "Begins anew.",
    };

    /// <summary>Too many requests came from there.</summary>
    public static readonly AuthError RateLimited = new("rate_limited", 429, "Too many requests. Try again later.", IsRecoverable: true)
    {
        RetryAfter = TimeSpan.FromSeconds(1), ClientAction = "Waits `retry_after_ms`, then asks again.",
    };

    /// <summary>The server can't answer now.</summary>
    public static readonly AuthError TemporarilyUnavailable = new("temporarily_unavailable", 503, "The server can not answer now. Try again.", IsRecoverable: true)
    {
        RetryAfter = TimeSpan.FromSeconds(1), ClientAction = "Waits `retry_after_ms`, then asks again: at most 3 times, longer each time.",
    };

    /// <summary>The whole table, in the order of the documentation.</summary>
    public static IReadOnlyList<AuthError> All { get; } =
    [
        InvalidRequest, UnknownProvider, RequestTooLarge, UnsupportedMediaType, InvalidIdentity, InvalidDiscordAuth, NonceReused, TokenExpired, TokenInvalid, RefreshInvalid, RefreshReuseDetected,
        DpopNonceRequired, InvalidDpopProof, Forbidden, SessionRevoked, RoomForbidden, RoomTicketRequired, OriginForbidden, AntiforgeryRequired, HttpsRequired, TimedOut, RateLimited, TemporarilyUnavailable,
    ];

    /// <summary>The member <c>retry_after_ms</c> and the header <c>Retry-After</c>, where the answer knows no better. Zero where waiting does not help.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>What a client does about it, for the documentation.</summary>
    public string ClientAction { get; init; } = "";
}
