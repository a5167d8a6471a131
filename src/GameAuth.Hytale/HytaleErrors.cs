using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>What an error says about what was presented and asked for, and about the service.</summary>
internal static class HytaleErrors
{
    /// <summary>OAuth's code for a refresh token or a device code that is unknown, has ended, or was used (RFC 6749 section 5.2).</summary>
    public const string InvalidGrant = "invalid_grant";

    /// <summary>Whether the bearer token was refused: worth one refresh and one repetition.</summary>
    public static bool BlamesGrant(ProviderException refused) => refused.Code is HytaleErrorCode.Unauthorized;

    /// <summary>Whether what was asked for is not there.</summary>
    public static bool IsGone(ProviderException refused) => refused.Code is HytaleErrorCode.SessionNotFound;

    /// <summary>Whether a game session may not be refreshed yet.</summary>
    public static bool IsTooEarly(ProviderException refused) => refused.Code is HytaleErrorCode.TooEarly;

    /// <summary>A failure of the service with the code that all of them have, where the engine has read its answer.</summary>
    public static ProviderException OfService(ProviderException failure) => new(failure.Message, failure.Status, HytaleErrorCode.ServiceError, isTransient: true)
    {
        Provider = failure.Provider,
        Step = failure.Step,
        CorrelationId = failure.CorrelationId,
    };

    /// <summary>Whether it is one of the codes that a gateway refuses with, in any case.</summary>
    public static bool IsKnown(string code) => code.ToLowerInvariant() is HytaleErrorCode.InvalidRequest or HytaleErrorCode.InvalidDeviceCode or HytaleErrorCode.Unauthorized
        or HytaleErrorCode.AuthorizationPending or HytaleErrorCode.Forbidden or HytaleErrorCode.SessionLimitExceeded or HytaleErrorCode.SessionNotFound
        or HytaleErrorCode.EndpointNotFound or HytaleErrorCode.RateLimited or HytaleErrorCode.ServiceError;

    /// <summary>Whether it is the service that failed.</summary>
    public static bool IsOfService(ProviderException failure) => failure.Status >= 500 || failure.Code is "temporarily_unavailable" or "server_error";
}

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

/// <summary>What a refusal means, as one code, in whichever dialect and shape it came.</summary>
internal sealed class HytaleErrorResponse
{
    private readonly bool _missesAccount;
    private readonly int _status;

    private HytaleErrorResponse(ProviderResponse answer, HytaleErrorBody? body)
    {
        string said = string.Join(' ', body is null ? TextOf(answer) : "", body?.Error, body?.Message, body?.ErrorDescription).Trim();
        Answer = answer;

        // Some write a refusal under 200, and its status into the body.
        _status = answer.Status is >= 400 or 202 || body is not { IsRefusal: true } ? answer.Status : body.RefusedWith ?? 400;
        Code = CodeOf(answer, _status, body, said);
        _missesAccount = Code is HytaleErrorCode.InvalidRequest && ErrorTextClassifier.SaysAccountIsMissing(said);
        Entitlement = ServerText.Clean(body?.EntitlementRequired, 64) is { Length: > 0 } named ? named : HytaleDefaults.UnlimitedServers;
        RetryAfter = HytaleRetryAfter.Read(body, answer.Date ?? answer.ReceivedAt);
    }

    public ProviderResponse Answer { get; }

    /// <summary>One of <see cref="HytaleErrorCode"/>, or a code of OAuth.</summary>
    public string Code { get; }

    public string Entitlement { get; }

    /// <summary>How long the body asks to wait. The exchange reads the headers.</summary>
    public TimeSpan? RetryAfter { get; }

    public static HytaleErrorResponse Read(ProviderResponse answer)
    {
        _ = answer.TryReadJson(HytaleJson.Default.HytaleErrorBody, out HytaleErrorBody? body);
        return new HytaleErrorResponse(answer, body);
    }

    /// <summary>The refusal; null for a success. A body that is a refusal is one under any status.</summary>
    public static HytaleErrorResponse? Find(ProviderResponse answer)
    {
        _ = answer.TryReadJson(HytaleJson.Default.HytaleErrorBody, out HytaleErrorBody? body);
        return answer.IsSuccess && body is not { IsRefusal: true } ? null : new HytaleErrorResponse(answer, body);
    }

    /// <summary>The exception for the caller.</summary>
    /// <param name="isRefresh">Whether the stored grant was presented, so that a refusal is its end.</param>
    public GameAuthException ToException(bool isRefresh = false) => Code switch
    {
        HytaleErrorCode.Unauthorized or HytaleErrors.InvalidGrant when isRefresh => new SignInRequiredException(
            $"{Said} The service no longer takes the stored grant; sign in again.", SignInReason.Revoked)
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId },
        HytaleErrorCode.SessionLimitExceeded => new AccountRestrictedException(
            $"{Said} The account has as many game sessions as it may have; end some, or get the entitlement {Entitlement}.", Code, helpUri: null)
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId },
        HytaleErrorCode.Forbidden or "insufficient_scope" or "invalid_scope" => Setup("The token may not do this: check the option Scope of the registration, and the entitlements of the account."),
        HytaleErrorCode.EndpointNotFound => Setup("There is no such endpoint: check the addresses under Endpoints, and the option Dialect."),
        "invalid_client" or "unauthorized_client" => Setup("Check the option ClientId."),
        HytaleErrorCode.InvalidRequest when _missesAccount => Setup("The gateway wants to be told an account_id: set the option GatewayAccountId."),
        HytaleErrorCode.ServiceError when _status < 500 => Answer.Failure(
            "is not the service's word; check the network (a proxy, a firewall, a captive portal) and the address of this endpoint, and try again later", Code, isTransient: true),
        HytaleErrorCode.ServiceError => Answer.Failure("is a failure of the service; try again later", Code, isTransient: true),
        _ => Answer.Failure($"is a refusal ({Code})", Code, isTransient: _status is 408),
    };

    private string Said => $"{Answer.Provider}: step '{Answer.Step}' was refused with status {Answer.Status} ({Code}).";

    private GameAuthConfigurationException Setup(string fix) =>
        new($"{Said} {fix}") { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId, Code = Code };

    private static string CodeOf(ProviderResponse answer, int status, HytaleErrorBody? body, string said)
    {
        string word = Word(body?.Code) ?? Word(body?.Error) ?? "";
        return (word, status) switch
        {
            // A service that fails says nothing about what it was sent.
            (_, >= 500) or ("temporarily_unavailable" or "server_error", _) => HytaleErrorCode.ServiceError,

            // Several things share these codes, and only step and sentence tell them apart.
            (HytaleErrorCode.InvalidRequest, 400) when ErrorTextClassifier.SaysTooEarly(answer.Step, said) => HytaleErrorCode.TooEarly,
            (HytaleErrorCode.Forbidden, _) when answer.Step == HytaleStep.Poll && !ErrorTextClassifier.SaysScope(said) => "access_denied",
            ("invalid_token" or "token_expired" or "token_inactive", _) => HytaleErrorCode.Unauthorized,
            ("" or "bad_request", _) => ErrorTextClassifier.CodeOf(answer.Step, status, said)
                ?? (IsOfSomethingElse(answer, status, body) ? HytaleErrorCode.ServiceError : ByStatus(answer.Step, status, said)),
            _ => word,
        };
    }

    /// <summary>Whether something on the way has answered in the service's place: a page; or no word at all where a code or a grant is at stake, which a bare status must not end.</summary>
    private static bool IsOfSomethingElse(ProviderResponse answer, int status, HytaleErrorBody? body)
    {
        bool isSignIn = answer.Step is HytaleStep.Poll or HytaleStep.Refresh;
        return status is >= 400 and not 429
            && ((isSignIn && body is not { HasWords: true }) || (answer.Body.Span.TrimStart(" \t\r\n"u8).StartsWith("<"u8) && (status != 404 || IsOfSession(answer.Step))));
    }

    private static bool IsOfSession(string step) => step is HytaleStep.SessionRefresh or HytaleStep.SessionEnd or HytaleStep.SessionNew or HytaleStep.SelectProfile;

    private static string ByStatus(string step, int status, string said) => status switch
    {
        202 when step == HytaleStep.Poll => HytaleErrorCode.AuthorizationPending,
        429 => HytaleErrorCode.RateLimited,
        401 => HytaleErrorCode.Unauthorized,

        // Hytale's own session service says nothing at all when there are too many.
        403 when step == HytaleStep.SessionNew && said.Length == 0 => HytaleErrorCode.SessionLimitExceeded,
        403 => HytaleErrorCode.Forbidden,
        404 => IsOfSession(step) ? HytaleErrorCode.SessionNotFound : HytaleErrorCode.EndpointNotFound,
        _ => HytaleErrorCode.InvalidRequest,
    };

    // A code is a word; a sentence in its place is matched as one, never repeated.
    private static string? Word(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text.ToLowerInvariant() : null;

    // Plain text happens; a page of a proxy says nothing about tokens.
    private static string TextOf(ProviderResponse answer) => Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 512)]);
}

/// <summary>A refusal in either shape that is in use: <c>code, message</c>, or <c>success, error, error_description</c>. Any member may be missing.</summary>
internal sealed class HytaleErrorBody
{
    public string? Success { get; set; }

    /// <summary>The status again, or another word: a session that was ended is <c>deleted</c>.</summary>
    public string? Status { get; set; }

    public string? Code { get; set; }

    public string? Message { get; set; }

    public string? Error { get; set; }

    public string? ErrorDescription { get; set; }

    public string? EntitlementRequired { get; set; }

    [JsonConverter(typeof(WireInt64Converter))]
    public long RetryAfter { get; set; }

    /// <summary>What a gateway repeats of its headers in the body of a 429.</summary>
    public HytaleErrorHeaders? Headers { get; set; }

    /// <summary>Whether it refuses, whatever status it came with.</summary>
    [JsonIgnore]
    public bool IsRefusal => bool.TryParse(Success, out bool succeeded)
        ? !succeeded
        : Error is { Length: > 0 } and not ("false" or "0") || (Code is { Length: > 0 } code && (RefusedWith is not null || HytaleErrors.IsKnown(code)));

    /// <summary>The status of the refusal by the body's own word; null where it has none.</summary>
    [JsonIgnore]
    public int? RefusedWith => int.TryParse(Status, NumberStyles.None, CultureInfo.InvariantCulture, out int status) && status is >= 400 and <= 599 ? status : null;

    /// <summary>Whether it says anything at all.</summary>
    [JsonIgnore]
    public bool HasWords => !string.IsNullOrEmpty(Code) || !string.IsNullOrEmpty(Error) || !string.IsNullOrEmpty(Message) || !string.IsNullOrEmpty(ErrorDescription);
}

/// <summary>The limit as a gateway's 429 repeats it in its body.</summary>
internal sealed class HytaleErrorHeaders
{
    /// <summary>When the limit is over, in seconds since 1970; small numbers are seconds from now.</summary>
    [JsonPropertyName("X-RateLimit-Reset")]
    [JsonConverter(typeof(WireInt64Converter))]
    public long Reset { get; set; }
}

/// <summary>How long a refusal's body asks to wait: <c>retry_after</c>, or the reset that it repeats from the headers.</summary>
internal static class HytaleRetryAfter
{
    private const long OneYear = 366L * 24 * 60 * 60;

    /// <summary>No documented window is longer; a reset that is further off is a clock that differs.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    public static TimeSpan? Read(ProviderResponse answer) =>
        answer.TryReadJson(HytaleJson.Default.HytaleErrorBody, out HytaleErrorBody? body) ? Read(body, answer.Date ?? answer.ReceivedAt) : null;

    /// <param name="body">The body.</param>
    /// <param name="serverTime">The service's time, which a reset is told in.</param>
    public static TimeSpan? Read(HytaleErrorBody? body, DateTimeOffset serverTime) => body switch
    {
        { RetryAfter: > 0 } => Wait(body.RetryAfter),
        { Headers.Reset: > OneYear } => Wait(body.Headers.Reset - serverTime.ToUnixTimeSeconds()),
        { Headers.Reset: > 0 } => Wait(body.Headers.Reset),
        _ => null,
    };

    private static TimeSpan? Wait(long seconds) => seconds <= 0 ? null : TimeSpan.FromSeconds(Math.Min(seconds, (long)LongestWait.TotalSeconds));
}
