using GameAuth.Providers;

namespace GameAuth.Discord;

/// <summary>What the backend's words mean (the table of errors of <c>GameAuth.Server</c>). What is none of its words decides nothing: something on the way has answered, and the session stands.</summary>
internal static class DiscordErrors
{
    public const string TokenExpired = "token_expired";
    public const string TokenInvalid = "token_invalid";
    public const string SessionRevoked = "session_revoked";
    public const string NonceReused = "nonce_reused";
    public const string NonceRequired = "dpop_nonce_required";
    public const string TicketRequired = "room_ticket_required";
    public const string RoomForbidden = "room_forbidden";
    public const string RateLimited = "rate_limited";
    public const string RoomFull = "room_full";
    public const string ReuseDetected = "refresh_reuse_detected";

    private const string RefreshInvalid = "refresh_invalid";
    private const string InvalidProof = "invalid_dpop_proof";
    private const string OriginForbidden = "origin_forbidden";
    private const string HttpsRequired = "https_required";
    private const string InvalidRequest = "invalid_request";
    private const string TimedOut = "timed_out";
    private const string Unavailable = "temporarily_unavailable";
    private const int MaxCode = 64;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    /// <summary>The backend's word in an answer; null for a page, an empty body, or another server's words.</summary>
    public static string? CodeOf(ProviderResponse answer) => answer.TryReadJson(DiscordJson.Default.BackendErrorBody, out BackendErrorBody? body) ? WordOrNull(body.Error) : null;

    /// <summary>How long the body of a refusal wants to be left alone.</summary>
    public static TimeSpan? WaitOf(ProviderResponse answer) =>
        answer.TryReadJson(DiscordJson.Default.BackendErrorBody, out BackendErrorBody? body) && FieldParser.CountOrNull(body.RetryAfterMs) is { } wait ? WaitOf(wait) : null;

    /// <summary>The same of a frame; an hour at most, since it is somebody else's number.</summary>
    public static TimeSpan? WaitOf(long milliseconds) => milliseconds > 0 ? TimeSpan.FromMilliseconds(Math.Min(milliseconds, (long)LongestWait.TotalMilliseconds)) : null;

    /// <summary>A refusal of the backend over HTTP.</summary>
    public static GameAuthException Of(ProviderResponse answer)
    {
        BackendErrorBody? body = answer.TryReadJson(DiscordJson.Default.BackendErrorBody, out BackendErrorBody? read) ? read : null;
        return WordOrNull(body?.Error) is { } code
            ? Of(new BackendRefusal(answer.Step, code, body!.Message, Flag(body.Recoverable), WaitOf(answer), answer.Status) { CorrelationId = answer.CorrelationId })
            : answer.Failure("is none of a session server's; check the option Backend and what stands before it", isTransient: answer.Status >= 400);
    }

    /// <summary>A refusal of the backend, however it came.</summary>
    public static GameAuthException Of(BackendRefusal refusal) => refusal.Code switch
    {
        RefreshInvalid or ReuseDetected or SessionRevoked => new SignInRequiredException(
            refusal.Text(refusal.Code == ReuseDetected ? "An old refresh token was presented, so that the session was ended everywhere. Sign in again." : "The session is over. Sign in again."),
            SignInReason.Revoked) { Provider = DiscordDefaults.Provider, Step = refusal.Step, CorrelationId = refusal.CorrelationId },
        InvalidProof => refusal.Setup("Set the server's PublicBaseUrls to the address that the option Backend has."),
        NonceRequired => refusal.Setup("A proxy before the server takes the header DPoP-Nonce or DPoP off; let both through."),
        OriginForbidden => refusal.Setup("Something has put the header Origin on the request; a client that is no browser sends none."),
        HttpsRequired => refusal.Setup("Set the option Backend to https, or let the proxy before the server forward the scheme."),
        InvalidRequest => refusal.Setup("The versions or the options of server and client do not fit each other."),
        RateLimited => refusal.Passing(),
        TimedOut or Unavailable => refusal.Passing(),
        _ => refusal.Failure(refusal is { Code: RoomForbidden, IsRecoverable: true } ? RoomFull : refusal.Code, isTransient: refusal.Status >= 500 || refusal is { Code: RoomForbidden or TicketRequired, IsRecoverable: true }),
    };

    /// <summary>The session server delivers the refresh token of this sign-in by cookie.</summary>
    public static GameAuthConfigurationException NoRefreshToken(ProviderResponse answer) => new(
        $"discord: the answer to step '{answer.Step}' has no refresh token: the server's profile for this sign-in delivers it by cookie, which is for browsers. "
        + "Give AddDiscord of the server a profile with Delivery = RefreshTokenDelivery.Body (and ActivityProfile for Activities).")
    { Provider = DiscordDefaults.Provider, Step = answer.Step };

    /// <summary>A registration that lacks something that a door needs.</summary>
    public static GameAuthConfigurationException Setup(string step, string what) => new($"discord: {what}; nothing was sent.") { Provider = DiscordDefaults.Provider, Step = step };

    /// <summary>What an application hands over can't be used.</summary>
    public static ProviderException Unfit(string step, string what) => new($"discord: {what}; nothing was sent.", status: null, code: null, isTransient: false)
    { Provider = DiscordDefaults.Provider, Step = step };

    public static bool Flag(string? value) => FieldParser.Flag(value);

    public static string? WordOrNull(string? text) => text is { Length: > 0 and <= MaxCode } && text.All(static c => char.IsAsciiLetterLower(c) || c is '_') ? text : null;
}

/// <summary>One refusal of the backend: a row of its table.</summary>
/// <param name="Step">The step.</param>
/// <param name="Code">The backend's word.</param>
/// <param name="Message">Its sentence, for developers; it is cleaned before it is shown.</param>
/// <param name="IsRecoverable">Whether a client may go on.</param>
/// <param name="RetryAfter">How long it wants to be left alone; null where it does not say.</param>
/// <param name="Status">The HTTP status; null for a frame.</param>
internal sealed record BackendRefusal(string Step, string Code, string? Message, bool IsRecoverable, TimeSpan? RetryAfter, int? Status)
{
    private const int LongestMessage = 200;

    public string? CorrelationId { get; init; }

    /// <summary>The time, for refusals that pass.</summary>
    public DateTimeOffset? Now { get; init; }

    public string Text(string fix) => $"discord: step '{Step}' was refused by the backend ({Code}). {fix}{(ServerText.Clean(Message, LongestMessage) is { Length: > 0 } said ? $" It says: {said}" : "")}";

    public ProviderException Failure(string code, bool isTransient) => new(Text(isTransient ? "It may pass." : "Asking again does not help."), Status, code, isTransient)
    { Provider = DiscordDefaults.Provider, Step = Step, CorrelationId = CorrelationId };

    public GameAuthConfigurationException Setup(string fix) => new(Text(fix)) { Provider = DiscordDefaults.Provider, Step = Step, CorrelationId = CorrelationId };

    /// <summary>Limits with their time; without one it is a failure that passes.</summary>
    public GameAuthException Passing() => Code == DiscordErrors.RateLimited && Now is { } now
        ? new ThrottledException(Text("It may be tried again then."), now + (RetryAfter ?? TimeSpan.FromSeconds(1)), wasSent: true) { Provider = DiscordDefaults.Provider, Step = Step, CorrelationId = CorrelationId }
        : Failure(Code, isTransient: true);
}

/// <summary>The body of a refusal. Any member may be missing.</summary>
internal sealed class BackendErrorBody
{
    public string? Error { get; set; }

    public string? Message { get; set; }

    public string? Recoverable { get; set; }

    public string? RetryAfterMs { get; set; }
}
