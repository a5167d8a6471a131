using System.Text;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>An answer that refuses, read: what it means, in one word, whoever wrote it.</summary>
internal sealed class HytaleRefusal
{
    private readonly bool _missesAccount;

    private HytaleRefusal(ProviderResponse answer, HytaleErrorBody? body)
    {
        string said = string.Join(' ', body is null ? TextOf(answer) : "", body?.Error, body?.Message, body?.ErrorDescription).Trim();
        Answer = answer;
        Code = CodeOf(answer, Word(body?.Code) ?? Word(body?.Error) ?? "", said);
        _missesAccount = Code is HytaleErrorCode.InvalidRequest && ErrorTextClassifier.SaysAccountIsMissing(said);
        Entitlement = ServerText.Clean(body?.EntitlementRequired, 64) is { Length: > 0 } named ? named : HytaleDefaults.UnlimitedServers;
        RetryAfter = HytaleThrottle.Read(body, answer.Date ?? answer.ReceivedAt);
    }

    public ProviderResponse Answer { get; }

    /// <summary>One of <see cref="HytaleErrorCode"/>, or an OAuth word.</summary>
    public string Code { get; }

    public string Entitlement { get; }

    /// <summary>What the body says of waiting; headers are the back channel's.</summary>
    public TimeSpan? RetryAfter { get; }

    public static HytaleRefusal Read(ProviderResponse answer)
    {
        _ = answer.TryReadJson(HytaleJson.Default.HytaleErrorBody, out HytaleErrorBody? body);
        return new HytaleRefusal(answer, body);
    }

    /// <summary>What the caller should hear.</summary>
    /// <param name="isRefresh">Whether the stored grant was presented, so that a refusal is its end.</param>
    public GameAuthException ToException(bool isRefresh = false) => Code switch
    {
        HytaleErrorCode.Unauthorized or HytaleOAuthError.InvalidGrant when isRefresh => new SignInRequiredException(
            $"{Said} The service no longer takes the stored grant; sign in again.", SignInReason.Revoked)
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId },
        HytaleErrorCode.SessionLimitExceeded => new AccountRestrictedException(
            $"{Said} The account has as many game sessions as it may have; end some, or get the entitlement {Entitlement}.", Code, helpUri: null)
        { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId },
        HytaleErrorCode.Forbidden or "insufficient_scope" or "invalid_scope" => Setup("The token may not do this: check the option Scope of the registration, and the entitlements of the account."),
        HytaleErrorCode.EndpointNotFound => Setup("There is no such endpoint: check the addresses under Endpoints, and the option Dialect."),
        "invalid_client" or "unauthorized_client" => Setup("Check the option ClientId."),
        HytaleErrorCode.InvalidRequest when _missesAccount => Setup("The gateway wants to be told an account_id: set the option GatewayAccountId."),
        HytaleErrorCode.ServiceError => Answer.Failure("is a failure of the service", Code, isTransient: true),
        _ => Answer.Failure($"is a refusal ({Code})", Code, isTransient: Answer.Status is 408 or >= 500),
    };

    private string Said => $"{Answer.Provider}: step '{Answer.Step}' was refused with status {Answer.Status} ({Code}).";

    private GameAuthConfigurationException Setup(string fix) =>
        new($"{Said} {fix}") { Provider = Answer.Provider, Step = Answer.Step, CorrelationId = Answer.CorrelationId, Code = Code };

    private static string CodeOf(ProviderResponse answer, string word, string said) => (word, answer.Status) switch
    {
        // A service that fails says little about the call; only to a poll does a word go before the status, as it does at other providers.
        (not ("authorization_pending" or "slow_down" or "access_denied" or "authorization_declined" or "expired_token" or "code_expired"), >= 500) => HytaleErrorCode.ServiceError,
        (_, >= 500) when answer.Step != HytaleStep.Poll => HytaleErrorCode.ServiceError,
        ("temporarily_unavailable" or "server_error", _) => HytaleErrorCode.ServiceError,

        // Several things share these codes, and only step and sentence tell them apart.
        (HytaleErrorCode.InvalidRequest, 400) when ErrorTextClassifier.SaysTooEarly(answer.Step, said) => HytaleErrorCode.TooEarly,
        (HytaleErrorCode.Forbidden, _) when answer.Step == HytaleStep.Poll && !ErrorTextClassifier.SaysScope(said) => "access_denied",
        ("invalid_token" or "token_expired" or "token_inactive", _) => HytaleErrorCode.Unauthorized,
        ("" or "bad_request", _) => ErrorTextClassifier.CodeOf(answer.Step, answer.Status, said) ?? ByStatus(answer, said),
        _ => word,
    };

    private static string ByStatus(ProviderResponse answer, string said) => answer.Status switch
    {
        202 when answer.Step == HytaleStep.Poll => HytaleErrorCode.AuthorizationPending,
        429 => HytaleErrorCode.RateLimited,
        401 => HytaleErrorCode.Unauthorized,

        // Hytale's own session service says nothing at all when there are too many.
        403 when answer.Step == HytaleStep.SessionNew && said.Length == 0 => HytaleErrorCode.SessionLimitExceeded,
        403 => HytaleErrorCode.Forbidden,
        404 => answer.Step is HytaleStep.SessionRefresh or HytaleStep.SessionEnd or HytaleStep.SessionNew or HytaleStep.SelectProfile
            ? HytaleErrorCode.SessionNotFound
            : HytaleErrorCode.EndpointNotFound,
        _ => HytaleErrorCode.InvalidRequest,
    };

    // A code is a word; a sentence in its place is matched as one, never repeated.
    private static string? Word(string? text) =>
        text is { Length: > 0 and <= 64 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? text.ToLowerInvariant() : null;

    // Plain text happens; a page of a proxy says nothing about tokens.
    private static string TextOf(ProviderResponse answer) => Encoding.UTF8.GetString(answer.Body.Span[..Math.Min(answer.Body.Length, 512)]);
}
