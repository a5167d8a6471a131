using GameAuth.Providers;

namespace GameAuth.Psn;

/// <summary>What a refusal of the service means. It has two shapes of errors that share no member: that of its sign-in host, and that of its API.</summary>
internal static class PsnErrors
{
    private const int MaxCode = 16;

    /// <summary>The refusal of a token request.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="isRefresh">Whether the stored grant was presented: only then can its end be told. A door says nothing about an account.</param>
    public static GameAuthException OfToken(OAuthError error, bool isRefresh)
    {
        _ = error.Answer.TryReadJson(PsnJson.Default.PsnSignInErrorBody, out PsnSignInErrorBody? body);
        return error.Status >= 500
            ? error.ToException(isRefresh: false)
            : new Refusal(error.Step, error.Code, NumberOrNull(body?.ErrorCode), error.Status, error.Answer.CorrelationId).ToException(isRefresh);
    }

    /// <summary>The refusal in the query of a redirect; null where it has none.</summary>
    public static GameAuthException? OfRedirect(IReadOnlyDictionary<string, string> query) => query.TryGetValue("error_code", out string? number) && NumberOrNull(number) is { } known
        ? OfRedirect(query.GetValueOrDefault("error"), known)
        : null;

    /// <summary>The refusal of the authorize address.</summary>
    public static GameAuthException OfRedirect(string? error, string? number) =>
        new Refusal(PsnStep.Authorization, WordOr(error, "login_required"), NumberOrNull(number), Status: null, CorrelationId: null).ToException(isRefresh: false);

    /// <summary>The refusal of the API, in its newer and its older shape. Its codes are each service's own, so its status says what it is.</summary>
    public static ProviderException OfApi(ProviderResponse answer)
    {
        string? code = answer.TryReadJson(PsnJson.Default.PsnApiErrorBody, out PsnApiErrorBody? body) ? NumberOrNull(body.Error?.Code) : null;
        return answer.Failure(
            answer.Status switch
            {
                401 => "refuses the token, also a new one; check the option Scope",
                403 => "does not show this: the settings of a player keep it from the account, or the scope of the sign-in is too narrow",
                404 => "knows no such thing",
                >= 500 => "is a failure of the service; try again later",
                _ => "is a refusal",
            },
            code);
    }

    private static string WordOr(string? text, string other) =>
        text is { Length: > 0 and <= 64 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_') ? text : other;

    private static string? NumberOrNull(string? code) => code is { Length: > 0 and <= MaxCode } && code.All(char.IsAsciiDigit) ? code : null;

    /// <summary>One refusal of the sign-in host.</summary>
    /// <param name="Step">The step.</param>
    /// <param name="Word">OAuth's word.</param>
    /// <param name="Number">The service's own code; null where it named none.</param>
    /// <param name="Status">The HTTP status; null for a redirect.</param>
    /// <param name="CorrelationId">The request in the service's logs.</param>
    private sealed record Refusal(string Step, string Word, string? Number, int? Status, string? CorrelationId)
    {
        private string Code => Number ?? Word;

        private string Said => $"psn: step '{Step}' was refused with {(Number is null ? "" : $"{Number}, ")}'{Word}'.";

        public GameAuthException ToException(bool isRefresh) => (Number, Word) switch
        {
            ("100", _) => new AccountRestrictedException(
                $"{Said} The account is locked until the player has reset its password at the service.", "100", helpUri: null)
            { Provider = PsnDefaults.Provider, Step = Step, CorrelationId = CorrelationId },
            ("4151", _) or (_, "invalid_client" or "unauthorized_client") => Setup("Check ClientId and ClientSecret, and that the client may sign in this way."),
            (_, "invalid_scope") => Setup("Check the option Scope."),
            ("1", _) => Fail("The code has ended, or the request is not what this address takes: check RedirectUri and Endpoints:account."),
            ("4159", _) or (_, "invalid_grant") when isRefresh => new SignInRequiredException($"{Said} The service no longer takes the stored grant; sign in again.", SignInReason.Revoked)
            { Provider = PsnDefaults.Provider, Step = Step, CorrelationId = CorrelationId },
            ("4165", _) or (_, "login_required") => Fail("The npsso has ended, or a newer one has replaced it: sign in at the service in a browser, and get a new one. Do not try the same one again."),
            ("4097", _) => Fail("The service wants a captcha, which no program can answer: use the browser door."),
            (_, "access_denied") => new SignInRequiredException($"{Said} The player said no.", SignInReason.Declined)
            { Provider = PsnDefaults.Provider, Step = Step, CorrelationId = CorrelationId },
            _ => Fail("Nothing was changed.", isTransient: Word is "temporarily_unavailable" or "server_error" || Status is 408 or 429),
        };

        private GameAuthConfigurationException Setup(string fix) => new($"{Said} {fix}") { Provider = PsnDefaults.Provider, Step = Step, CorrelationId = CorrelationId, Code = Code };

        private ProviderException Fail(string what, bool isTransient = false) => new($"{Said} {what}", Status, Code, isTransient)
        { Provider = PsnDefaults.Provider, Step = Step, CorrelationId = CorrelationId };
    }
}

/// <summary>What the sign-in host adds to an OAuth error.</summary>
internal sealed class PsnSignInErrorBody
{
    public string? ErrorCode { get; set; }
}

/// <summary>A refusal of the API.</summary>
internal sealed class PsnApiErrorBody
{
    public PsnApiError? Error { get; set; }
}

/// <summary>What the API refuses with; its message may hold anything.</summary>
internal sealed class PsnApiError
{
    public string? Code { get; set; }
}
