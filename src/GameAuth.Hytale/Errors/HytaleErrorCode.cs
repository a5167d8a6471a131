namespace GameAuth.Hytale;

/// <summary>The codes of Hytale's refusals, as <c>Code</c> of an error has them: a gateway's own words in lower case, and for Hytale's own services, which name none, the one that says the same.</summary>
public static class HytaleErrorCode
{
    /// <summary>The request was not understood (400). Do not repeat it.</summary>
    public const string InvalidRequest = "invalid_request";

    /// <summary>The device code is unknown or has ended (400). Sign in again.</summary>
    public const string InvalidDeviceCode = "invalid_device_code";

    /// <summary>The token is missing, has ended or was revoked (401). It is refreshed once and the call repeated.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>The owner has not approved the device code yet (400, 401 or 202).</summary>
    public const string AuthorizationPending = "authorization_pending";

    /// <summary>The token is good but may not do this (403): its scope, or an entitlement.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>The account has as many game sessions as it may have (403); <see cref="HytaleDefaults.UnlimitedServers"/> lifts that.</summary>
    public const string SessionLimitExceeded = "session_limit_exceeded";

    /// <summary>There is no such session, profile or code (404).</summary>
    public const string SessionNotFound = "session_not_found";

    /// <summary>There is no such endpoint (404): the address is wrong.</summary>
    public const string EndpointNotFound = "endpoint_not_found";

    /// <summary>Too many requests (429); wait until the time that the answer names.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The service failed (5xx). It may pass.</summary>
    public const string ServiceError = "service_error";

    /// <summary>A game session may not be refreshed before the last ten minutes of its life (400). Wait.</summary>
    public const string TooEarly = "too_early";
}
