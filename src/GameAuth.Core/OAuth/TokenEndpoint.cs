using System.Net.Http.Headers;
using System.Text;

namespace GameAuth.Providers;

/// <summary>A token endpoint (RFC 6749 section 3.2) over the exchange. Safe for use from any thread.</summary>
public sealed class TokenEndpoint
{
    private readonly Exchange _exchange;
    private readonly TokenEndpointSettings _settings;

    /// <summary>Names the endpoint.</summary>
    /// <param name="exchange">The way to it.</param>
    /// <param name="settings">How it is called.</param>
    public TokenEndpoint(Exchange exchange, TokenEndpointSettings settings)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(settings);
        _exchange = exchange;
        _settings = settings;
    }

    /// <summary>Presents a refresh token (RFC 6749 section 6), once: see <see cref="TokenEndpointSettings.IsRefreshRepeatable"/>.</summary>
    /// <param name="refreshToken">The stored token, sent verbatim.</param>
    /// <param name="more">Further fields, such as <c>scope</c> where the provider wants it repeated; null for none.</param>
    /// <param name="cancellationToken">The caller's will and the deadline.</param>
    /// <returns>The new tokens.</returns>
    /// <exception cref="SignInRequiredException">The grant is no longer valid.</exception>
    /// <exception cref="OutcomeUnknownException">The request was sent, and its answer was lost or can not be read.</exception>
    /// <exception cref="GameAuthException">As <see cref="PostAsync"/>, and every refusal as <see cref="ToException"/> says.</exception>
    public async Task<TokenResponse> RefreshAsync(Secret refreshToken, OAuthForm? more, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(refreshToken);
        OAuthForm form = new OAuthForm().Add("grant_type", "refresh_token").Add("refresh_token", refreshToken).Add(more);
        TokenResult result = await PostAsync("refresh", form, _settings.IsRefreshRepeatable, cancellationToken).ConfigureAwait(false);
        return result.IsGranted ? result.Tokens : throw ToException(result.Error, isRefresh: true);
    }

    /// <summary>Redeems an authorization code (RFC 6749 section 4.1.3), once: a server revokes everything when it sees a code twice.</summary>
    /// <param name="code">The code and the verifier that belongs to it.</param>
    /// <param name="more">Further fields; null for none.</param>
    /// <param name="cancellationToken">The caller's will and the deadline.</param>
    /// <returns>The tokens.</returns>
    /// <exception cref="GameAuthException">As <see cref="PostAsync"/>, and every refusal as <see cref="ToException"/> says.</exception>
    public async Task<TokenResponse> RedeemAsync(AuthorizationCode code, OAuthForm? more, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        OAuthForm form = new OAuthForm().Add("grant_type", "authorization_code").Add("code", code.Code)
            .Add("redirect_uri", code.Redirect).Add("code_verifier", code.Verifier).Add(more);
        TokenResult result = await PostAsync("code exchange", form, isRepeatable: false, cancellationToken).ConfigureAwait(false);
        return result.IsGranted ? result.Tokens : throw ToException(result.Error, isRefresh: false);
    }

    /// <summary>Asks once whether a device code was approved (RFC 8628 section 3.4), for <see cref="DeviceAuthorizationFlow"/>, which decides when.</summary>
    /// <param name="code">The code that is shown.</param>
    /// <param name="more">Further fields; null for none.</param>
    /// <param name="cancellationToken">The caller's will and the deadline.</param>
    /// <returns>What the server said.</returns>
    /// <exception cref="GameAuthException">As <see cref="PostAsync"/>.</exception>
    public async Task<DevicePollResult<TokenResponse>> PollAsync(DeviceAuthorization code, OAuthForm? more, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(code);
        OAuthForm form = new OAuthForm().Add("grant_type", "urn:ietf:params:oauth:grant-type:device_code").Add("device_code", code.DeviceCode).Add(more);
        ProviderCall call = Call("device code poll", form) with { Pace = _settings.PollPace, IsRepeatable = true, MaxRetries = 0 };
        TokenResult result = TokenResult.Read(await _exchange.SendAsync(call, cancellationToken).ConfigureAwait(false));
        return result.IsGranted
            ? new DevicePollResult<TokenResponse>(DevicePollVerdict.Approved) { Granted = result.Tokens }
            : DevicePollErrors.Judge<TokenResponse>(result.Error, error => ToException(error, isRefresh: false));
    }

    /// <summary>Posts any grant. The client's own fields are added.</summary>
    /// <param name="step">The name of the step.</param>
    /// <param name="form">The fields, <c>grant_type</c> included.</param>
    /// <param name="isRepeatable">Whether sending it twice does no harm.</param>
    /// <param name="cancellationToken">The caller's will and the deadline.</param>
    /// <returns>The tokens, or the refusal for the caller to judge.</returns>
    /// <exception cref="ProviderException">The server was not reached, or its answer is neither tokens nor a refusal.</exception>
    /// <exception cref="OutcomeUnknownException">Not repeatable, sent, and its answer was lost, or was a success that can not be read.</exception>
    /// <exception cref="ThrottledException">The provider or the pacer holds it back.</exception>
    public async Task<TokenResult> PostAsync(string step, OAuthForm form, bool isRepeatable, CancellationToken cancellationToken)
    {
        ProviderCall call = Call(step, form) with { Pace = _settings.Pace, IsRepeatable = isRepeatable };
        ProviderResponse answer = await _exchange.SendAsync(call, cancellationToken).ConfigureAwait(false);
        try
        {
            return TokenResult.Read(answer);
        }
        catch (ProviderException unreadable) when (!isRepeatable && answer.IsSuccess && unreadable.IsTransient)
        {
            throw TransportFailure.Lost(answer.Provider, step, mayTakeEffect: true, "the answer is a success that can not be read");
        }
    }

    /// <summary>What a refusal means, by the provider's <see cref="TokenEndpointSettings.MapError"/> and then by <see cref="OAuthError.ToException"/>.</summary>
    /// <param name="error">The refusal.</param>
    /// <param name="isRefresh">Whether a stored grant was presented.</param>
    /// <returns>The error, for the caller to throw.</returns>
    public GameAuthException ToException(OAuthError error, bool isRefresh) =>
        (error.Status < 500 ? _settings.MapError?.Invoke(error) : null) ?? error.ToException(isRefresh);

    private ProviderCall Call(string step, OAuthForm form) => new(step, () => Build(form));

    private HttpRequestMessage Build(OAuthForm form)
    {
        bool isBasic = _settings is { ClientSecret: not null, SecretInForm: false };
        OAuthForm whole = new OAuthForm().Add("client_id", isBasic ? null : _settings.ClientId)
            .Add("client_secret", isBasic ? null : _settings.ClientSecret).Add(form);
        HttpRequestMessage request = new(HttpMethod.Post, _settings.Address) { Content = whole.ToContent() };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (isBasic)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());
        }

        _settings.Stamp?.Invoke(request);
        return request;
    }

    private string Credentials() => Convert.ToBase64String(Encoding.ASCII.GetBytes(
        $"{Uri.EscapeDataString(_settings.ClientId)}:{Uri.EscapeDataString(_settings.ClientSecret!.Reveal())}"));
}

/// <summary>How a provider's token endpoint is called. Immutable; it prints without the client secret.</summary>
/// <param name="Address">The endpoint.</param>
/// <param name="ClientId">The application's client id.</param>
public sealed record TokenEndpointSettings(Uri Address, string ClientId)
{
    /// <summary>The client secret of a confidential client. Null, the default, makes a public client, which sends its <c>client_id</c> in the form.</summary>
    public Secret? ClientSecret { get; init; }

    /// <summary>
    /// Whether the secret goes into the form (<c>client_secret_post</c>) instead of the Authorization header (<c>client_secret_basic</c>,
    /// which leaves <c>client_id</c> out of the form). RFC 6749 section 2.3.1. Default false.
    /// </summary>
    public bool SecretInForm { get; init; }

    /// <summary>The windows that token requests take a place in. Default none.</summary>
    public PaceRequest Pace { get; init; } = PaceRequest.None;

    /// <summary>The windows that device code polls take a place in. Default none.</summary>
    public PaceRequest PollPace { get; init; } = PaceRequest.None;

    /// <summary>Adds a provider's own headers, anew for every attempt, so that ids are fresh. Default none.</summary>
    public Action<HttpRequestMessage>? Stamp { get; init; }

    /// <summary>
    /// Whether a refresh may be sent twice because the server repeats its answer. Default false: a lost answer is an
    /// <see cref="OutcomeUnknownException"/>, since the token may have been rotated.
    /// </summary>
    public bool IsRefreshRepeatable { get; init; }

    /// <summary>Turns a refusal that is no 5xx into the provider's own error, before <see cref="OAuthError.ToException"/>; null leaves it to that.</summary>
    public Func<OAuthError, GameAuthException?>? MapError { get; init; }
}
