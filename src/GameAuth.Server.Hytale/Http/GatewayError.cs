namespace GameAuth.Server.Hytale;

/// <summary>An answer that is no success: one row of the table of errors, by which the endpoints, the documentation and the tests go. Immutable.</summary>
/// <param name="Code">The member <c>code</c>.</param>
/// <param name="Status">The status, and the member <c>status</c>.</param>
/// <param name="Message">The member <c>message</c>.</param>
/// <remarks>Codes, statuses and sentences are those of the API's text; rows that it does not have are marked in <c>docs/hytale-gateway.md</c>.</remarks>
internal sealed record GatewayError(string Code, int Status, string Message)
{
    public static readonly GatewayError InvalidBody = new("INVALID_REQUEST", 400, "The body must be one JSON object of type application/json");
    public static readonly GatewayError DeviceCodeFailed = new("INVALID_REQUEST", 400, "Device code request failed");
    public static readonly GatewayError InvalidDeviceCode = new("INVALID_DEVICE_CODE", 400, "Device code not found or expired");
    public static readonly GatewayError Pending = new("AUTHORIZATION_PENDING", 401, "Awaiting user authorization. Please try again in 5 seconds.");
    public static readonly GatewayError Declined = new("FORBIDDEN", 403, "The user denied the authorization");
    public static readonly GatewayError DeviceCodeEnded = new("SESSION_NOT_FOUND", 404, "Device code expired (30 min limit)");
    public static readonly GatewayError RefreshRefused = new("UNAUTHORIZED", 401, "Refresh token invalid or expired. Re-authenticate required.");
    public static readonly GatewayError Unauthorized = new("UNAUTHORIZED", 401, "Invalid or expired access token");
    public static readonly GatewayError Reauthenticate = new("UNAUTHORIZED", 401, "Re-authenticate required.");
    public static readonly GatewayError MissingScope = new("FORBIDDEN", 403, "Token missing required scope: openid");
    public static readonly GatewayError InvalidProfile = new("INVALID_REQUEST", 400, "profile_uuid must be a valid UUID");
    public static readonly GatewayError NotOfAccount = new("SESSION_NOT_FOUND", 404, "Profile not found for this account");
    public static readonly GatewayError NoProfile = new("SESSION_NOT_FOUND", 404, "Profile not found");
    public static readonly GatewayError Forbidden = new("FORBIDDEN", 403, "The account or the profile may not do this");
    public static readonly GatewayError TooEarly = new("INVALID_REQUEST", 400, "Session cannot be refreshed until 10 minutes before expiry");
    public static readonly GatewayError NoSession = new("SESSION_NOT_FOUND", 404, "Session not found or expired");
    public static readonly GatewayError NoSessionToEnd = new("SESSION_NOT_FOUND", 404, "Session not found");
    public static readonly GatewayError NoEndpoint = new("ENDPOINT_NOT_FOUND", 404, "There is no such endpoint");
    public static readonly GatewayError InsecureTransport = new("FORBIDDEN", 403, "https only");
    public static readonly GatewayError RateLimited = new("RATE_LIMITED", 429, "Too many requests. Please try again later.");
    public static readonly GatewayError RefreshLimited = new("RATE_LIMITED", 429, "Token refresh limit exceeded");
    public static readonly GatewayError OutcomeUnknown = new("SERVICE_ERROR", 502, "The answer of the service was lost or can not be used");
    public static readonly GatewayError Unavailable = new("SERVICE_ERROR", 503, "The service can not answer now. Try again later.");

    /// <summary>The poll's row of the limit of sessions.</summary>
    public static GatewayError SessionLimitAtPoll(int limit) => new("SESSION_LIMIT_EXCEEDED", 403, $"Account has reached concurrent session limit ({limit}). Upgrade to unlimited_servers to remove this restriction.")
    {
        Entitlement = GameAuth.Hytale.HytaleDefaults.UnlimitedServers,
    };

    /// <summary>A new session's row of it.</summary>
    public static GatewayError SessionLimit(int limit) => new("SESSION_LIMIT_EXCEEDED", 403, $"Account has reached concurrent session limit ({limit}). Upgrade to unlimited_servers.");

    /// <summary>The whole table, with the documented limit.</summary>
    public static IReadOnlyList<GatewayError> All { get; } =
    [
        InvalidBody, DeviceCodeFailed, InvalidDeviceCode, Pending, Declined, SessionLimitAtPoll(100), DeviceCodeEnded, RefreshRefused, Unauthorized, Reauthenticate, MissingScope, InvalidProfile,
        NotOfAccount, NoProfile, Forbidden, SessionLimit(100), TooEarly, NoSession, NoSessionToEnd, NoEndpoint, InsecureTransport, RateLimited, RefreshLimited, OutcomeUnknown, Unavailable,
    ];

    /// <summary>The member <c>entitlement_required</c>; null without it.</summary>
    public string? Entitlement { get; init; }

    /// <summary>The member <c>retry_after</c> in whole seconds; null without it.</summary>
    public long? RetryAfter { get; init; }

    /// <summary>The header <c>Retry-After</c> in whole seconds; null without it.</summary>
    public long? RetryAfterHeader { get; init; }

    /// <summary>That a code waits for its owner, for so long.</summary>
    public static GatewayError PendingFor(TimeSpan wait)
    {
        long seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
        return Pending with { Message = $"Awaiting user authorization. Please try again in {seconds} seconds.", RetryAfter = seconds };
    }

    /// <summary>The same row, with the time to wait in its header.</summary>
    public GatewayError After(TimeSpan wait) => this with { RetryAfterHeader = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)) };
}

/// <summary>A call that is refused.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1032", Justification = "It is made here alone, with its row.")]
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1064", Justification = "It never leaves the pipeline.")]
internal sealed class GatewayRefusal(GatewayError error) : Exception(error.Code)
{
    public GatewayError Error { get; } = error;
}
