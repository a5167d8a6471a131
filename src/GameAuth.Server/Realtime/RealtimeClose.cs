namespace GameAuth.Server;

/// <summary>Why a socket of <c>/realtime</c> is closed: one row of the table of close codes. The server and its documentation go by this table.</summary>
/// <param name="Code">The code of the close frame (RFC 6455 section 7.4): below 4000 its own meaning, else 4000 and the status that HTTP has for it.</param>
/// <param name="Reason">The text of the close frame.</param>
/// <param name="ClientAction">What a client does about it, for the documentation.</param>
internal sealed record RealtimeClose(int Code, string Reason, string ClientAction)
{
    public static readonly RealtimeClose GoingAway = new(1001, "going_away", "Comes back at once; the node stops, and another one serves.");
    public static readonly RealtimeClose Binary = new(1003, "binary", "Is wrong: coming back does not help.");
    public static readonly RealtimeClose TooLarge = new(1009, "too_large", "Is wrong: coming back does not help.");
    public static readonly RealtimeClose Failed = new(1011, "internal_error", "Comes back after a second; at most 3 times, longer each time.");
    public static readonly RealtimeClose InvalidRequest = new(4400, "invalid_request", "Is wrong: coming back does not help.");
    public static readonly RealtimeClose TokenInvalid = new(4401, "token_invalid", "Forgets the access token, signs in anew and comes back.");
    public static readonly RealtimeClose Forbidden = new(4403, "forbidden", "Shows it; does not come back by itself.");
    public static readonly RealtimeClose TimedOut = new(4408, "timed_out", "Comes back after a second.");
    public static readonly RealtimeClose SessionRevoked = new(4410, "session_revoked", "Forgets the session and signs in anew; does not come back before.");
    public static readonly RealtimeClose TokenExpired = new(4419, "token_expired", "Refreshes once and comes back.");
    public static readonly RealtimeClose RateLimited = new(4429, "rate_limited", "Waits `retry_after_ms` of the last error, or a second, and comes back.");
    public static readonly RealtimeClose Unavailable = new(4503, "temporarily_unavailable", "Comes back after a second; at most 3 times, longer each time.");

    /// <summary>The whole table, in the order of the documentation.</summary>
    public static IReadOnlyList<RealtimeClose> All { get; } =
        [GoingAway, Binary, TooLarge, Failed, InvalidRequest, TokenInvalid, Forbidden, TimedOut, SessionRevoked, TokenExpired, RateLimited, Unavailable];

    /// <summary>How a socket ends that is closed because of an error.</summary>
    public static RealtimeClose For(AuthError error) => error.Code switch
    {
        "token_expired" => TokenExpired,
        "session_revoked" => SessionRevoked,
        _ => error.Status switch
        {
            400 => InvalidRequest,
            401 => TokenInvalid,
            403 => Forbidden,
            408 => TimedOut,
            413 => TooLarge,
            429 => RateLimited,
            _ => Unavailable,
        },
    };
}
