namespace GameAuth.Providers;

/// <summary>One authorization request and the only redirect that answers it. Safe for use from any thread.</summary>
internal sealed class AuthorizationAttempt(AuthorizationCodeSettings settings, Uri redirect)
{
    private const string Step = AuthorizationCodeFlow.Step;
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
    public AuthorizationResult? ReadPasted(Secret pasted)
    {
        string text = pasted.Reveal().Trim();
        return text.Length <= MaxLength && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && IsRedirect(uri) ? Read(uri.Query) : null;
    }

    /// <summary>Reads the query of a redirect; null when it belongs to another attempt, or was read before.</summary>
    public AuthorizationResult? Read(string query)
    {
        if (RedirectQuery.Parse(query, settings.AllowsRepeatedParameters) is not { } answer || !IsBound(answer) || Interlocked.Exchange(ref _isAnswered, 1) != 0)
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
            return new AuthorizationResult(null, settings.MapError?.Invoke(answer) ?? refusal.ToException(isRefresh: false));
        }

        return answer.TryGetValue("code", out string? code) && code.Length > 0
            ? new AuthorizationResult(new Secret(code), null)
            : Failed("has neither a code nor an error");
    }

    private OAuthForm ToForm() => new OAuthForm()
        .Add("client_id", settings.ClientId)
        .Add("response_type", "code")
        .Add("redirect_uri", redirect.OriginalString)
        .Add("scope", settings.Scope)
        .Add("state", _state)
        .Add(settings.Echoed is { } echoed ? new OAuthForm().Add(echoed.Name, echoed.Value) : null)
        .Add("code_challenge", Pkce?.Challenge)
        .Add("code_challenge_method", Pkce is null ? null : Pkce.Method)
        .Add(settings.More);

    // Secrets are compared in constant time: a guess must not learn how close it was.
    private bool IsBound(IReadOnlyDictionary<string, string> answer) => answer.TryGetValue("state", out string? state)
        ? new Secret(state).Equals(_state)
        : settings.Echoed is { } echoed && answer.TryGetValue(echoed.Name, out string? value) && new Secret(value).Equals(echoed.Value);

    private bool IsFromIssuer(IReadOnlyDictionary<string, string> answer) => answer.TryGetValue("iss", out string? issuer)
        ? settings.Issuer is null || string.Equals(issuer, settings.Issuer, StringComparison.Ordinal)
        : !settings.RequiresIssuer;

    private bool IsRedirect(Uri uri) =>
        string.Equals(uri.Scheme, Landing.Scheme, StringComparison.Ordinal)
        && string.Equals(uri.Authority, Landing.Authority, StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0
        && string.Equals(uri.AbsolutePath.TrimEnd('/'), Landing.AbsolutePath.TrimEnd('/'), StringComparison.Ordinal);

    private AuthorizationResult Failed(string what) => new(null, new ProviderException(
        $"{settings.Provider}: the redirect of step '{Step}' {what}.", null, null, isTransient: false)
    {
        Provider = settings.Provider,
        Step = Step,
    });
}

/// <summary>What a redirect that belongs to the sign-in says: a code, or why there is none.</summary>
internal sealed record AuthorizationResult(Secret? Code, GameAuthException? Failure);

/// <summary>Reads the query of a redirect, in which no parameter should come twice (RFC 6749 section 3.1).</summary>
internal static class RedirectQuery
{
    private const int MaxParameters = 64;

    /// <summary>Null for a query that repeats a parameter, or has more parameters than any server sends. A repetition of the same value is allowed by option.</summary>
    public static IReadOnlyDictionary<string, string>? Parse(string query, bool allowsRepeated)
    {
        Dictionary<string, string> read = new(StringComparer.Ordinal);
        foreach (string pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int split = pair.IndexOf('=', StringComparison.Ordinal);
            string name = Decode(split < 0 ? pair : pair[..split]);
            string value = Decode(split < 0 ? "" : pair[(split + 1)..]);
            if (read.Count == MaxParameters || (!read.TryAdd(name, value) && !(allowsRepeated && string.Equals(read[name], value, StringComparison.Ordinal))))
            {
                return null;
            }
        }

        return read;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
