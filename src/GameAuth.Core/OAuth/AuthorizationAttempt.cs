namespace GameAuth.Providers;

/// <summary>One authorization request and the only redirect that answers it. Safe for use from any thread.</summary>
internal sealed class AuthorizationAttempt(AuthorizationCodeSettings settings, Uri redirect)
{
    private const string Step = "authorization";
    private const int MaxLength = 16 * 1024;
    private readonly Secret _state = Pkce.NewSecret();
    private int _isAnswered;

    public Uri Redirect => redirect;

    /// <summary>Where the browser ends.</summary>
    public Uri Landing { get; } = settings is { Redirect: not null, Landing: { } landing } ? landing : redirect;

    public Pkce? Pkce { get; } = settings.UsesPkce ? Pkce.Create() : null;

    public Uri ToAddress() => ToForm().ToQueryOf(settings.Authorize);

    public AuthorizationRequest ToRequest() => new(redirect.OriginalString, _state, Pkce?.Challenge, ToForm());

    /// <summary>Reads an address that a player pasted; null when it is not the redirect of this attempt.</summary>
    public AuthorizationAnswer? ReadPasted(Secret pasted)
    {
        string text = pasted.Reveal().Trim();
        return text.Length <= MaxLength && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && IsRedirect(uri) ? Read(uri.Query) : null;
    }

    /// <summary>Reads the query of a redirect; null when its state is another's, or was used before.</summary>
    public AuthorizationAnswer? Read(string query)
    {
        // Compared in constant time: a guess must not learn how close it was.
        if (RedirectQuery.Parse(query) is not { } answer || !answer.TryGetValue("state", out string? state)
            || !new Secret(state).Equals(_state) || Interlocked.Exchange(ref _isAnswered, 1) != 0)
        {
            return null;
        }

        if (!IsFromIssuer(answer))
        {
            return Failed("names another issuer than the one that was asked, or none (RFC 9207)");
        }

        if (answer.TryGetValue("error", out string? error))
        {
            OAuthRefusal refusal = new(settings.Provider, Step, OAuthError.CleanCode(error), null, null);
            return new AuthorizationAnswer(null, OAuthErrorRules.ToException(refusal, isRefresh: false));
        }

        return answer.TryGetValue("code", out string? code) && code.Length > 0
            ? new AuthorizationAnswer(new Secret(code), null)
            : Failed("has neither a code nor an error");
    }

    private OAuthForm ToForm() => new OAuthForm()
        .Add("client_id", settings.ClientId)
        .Add("response_type", "code")
        .Add("redirect_uri", redirect.OriginalString)
        .Add("scope", settings.Scope)
        .Add("state", _state)
        .Add("code_challenge", Pkce?.Challenge)
        .Add("code_challenge_method", Pkce is null ? null : Pkce.Method)
        .Add(settings.More);

    private bool IsFromIssuer(IReadOnlyDictionary<string, string> answer) => answer.TryGetValue("iss", out string? issuer)
        ? settings.Issuer is null || string.Equals(issuer, settings.Issuer, StringComparison.Ordinal)
        : !settings.RequiresIssuer;

    private bool IsRedirect(Uri uri) =>
        string.Equals(uri.Scheme, Landing.Scheme, StringComparison.Ordinal)
        && string.Equals(uri.Authority, Landing.Authority, StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0
        && string.Equals(uri.AbsolutePath.TrimEnd('/'), Landing.AbsolutePath.TrimEnd('/'), StringComparison.Ordinal);

    private AuthorizationAnswer Failed(string what) => new(null, new ProviderException(
        $"{settings.Provider}: the redirect of step '{Step}' {what}.", null, null, isTransient: false)
    {
        Provider = settings.Provider,
        Step = Step,
    });
}
