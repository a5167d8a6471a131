using System.Net.Http.Headers;

namespace GameAuth.Providers;

/// <summary>A device code and how the player approves it (RFC 8628 section 3.2). Immutable; the device code prints redacted.</summary>
/// <param name="DeviceCode">What the polls present; never shown.</param>
/// <param name="UserCode">What the player types.</param>
/// <param name="Page">Where (<c>verification_uri</c>).</param>
/// <param name="PageWithCode">The page with the code filled in (<c>verification_uri_complete</c>); null where there is none.</param>
/// <param name="ExpiresIn">How long both codes live, from the request on.</param>
/// <param name="Interval">The least time between two polls.</param>
public sealed record DeviceAuthorization(Secret DeviceCode, string UserCode, Uri Page, Uri? PageWithCode, TimeSpan ExpiresIn, TimeSpan Interval)
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan LongestLifetime = TimeSpan.FromDays(1);

    /// <summary>Reads the answer of a device authorization endpoint, and checks all that a prompt would show.</summary>
    /// <param name="answer">The answer; its status is judged too.</param>
    /// <param name="pages">Where the provider's pages are.</param>
    /// <returns>The codes. Without <c>expires_in</c> they live 15 minutes, at most a day; without an <c>interval</c> above zero it is 5 s.</returns>
    /// <exception cref="ProviderException">The answer is no such answer, or names a page that is not the provider's; one with the code filled in that is not is left out.</exception>
    /// <exception cref="GameAuthException">The endpoint refused, as <see cref="OAuthError.ToException"/> says.</exception>
    public static DeviceAuthorization Read(ProviderResponse answer, ServerUriPolicy pages)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(pages);
        if (TokenResult.FindError(answer) is { } error)
        {
            throw error.ToException(isRefresh: false);
        }

        DeviceAuthorizationBody body = answer.ReadJson(OAuthJson.Default.DeviceAuthorizationBody);
        string userCode = ServerText.Clean(body.UserCode, 64);
        if (!ServerToken.IsUsable(body.DeviceCode) || userCode.Length == 0)
        {
            throw answer.Failure("has no usable device_code, or no user_code", isTransient: false);
        }

        TimeSpan lifetime = OAuthSeconds.Read(body.ExpiresIn) ?? DefaultLifetime;
        TimeSpan interval = OAuthSeconds.Read(body.Interval) is { Ticks: > 0 } said ? said : DevicePollSchedule.DefaultInterval;
        if (interval >= lifetime)
        {
            throw answer.Failure("has an interval that is no shorter than the lifetime of the code", isTransient: false);
        }

        return new DeviceAuthorization(
            body.DeviceCode,
            userCode,
            pages.Check(body.VerificationUri ?? body.VerificationUrl, answer.Step),
            pages.Find(body.VerificationUriComplete, answer.Step),
            lifetime < LongestLifetime ? lifetime : LongestLifetime,
            interval);
    }
}

/// <summary>A device authorization endpoint (RFC 8628 section 3.1) over the exchange. Safe for use from any thread.</summary>
public sealed class DeviceAuthorizationEndpoint
{
    private readonly Exchange _exchange;
    private readonly Uri _address;
    private readonly ServerUriPolicy _pages;

    /// <summary>Names the endpoint.</summary>
    /// <param name="exchange">The way to it.</param>
    /// <param name="address">Its address.</param>
    /// <param name="pages">Where the provider's verification pages are.</param>
    public DeviceAuthorizationEndpoint(Exchange exchange, Uri address, ServerUriPolicy pages)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(pages);
        _exchange = exchange;
        _address = address;
        _pages = pages;
    }

    /// <summary>The windows that it takes a place in. Default none.</summary>
    public PaceRequest Pace { get; init; } = PaceRequest.None;

    /// <summary>Adds a provider's own headers, anew for every attempt. Default none.</summary>
    public Action<HttpRequestMessage>? Stamp { get; init; }

    /// <summary>Asks for a code. A code that nobody saw does no harm, so that a lost answer is asked for again.</summary>
    /// <param name="form">The fields: <c>client_id</c>, <c>scope</c> and the provider's own.</param>
    /// <param name="cancellationToken">The caller's will and the deadline.</param>
    /// <returns>The code, all that is shown of it checked.</returns>
    /// <exception cref="GameAuthException">As <see cref="Exchange.SendAsync"/> and <see cref="DeviceAuthorization.Read"/>.</exception>
    public async Task<DeviceAuthorization> BeginAsync(OAuthForm form, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(form);
        ProviderCall call = new("device code", () => Build(form)) { Pace = Pace, IsRepeatable = true };
        return DeviceAuthorization.Read(await _exchange.SendAsync(call, cancellationToken).ConfigureAwait(false), _pages);
    }

    private HttpRequestMessage Build(OAuthForm form)
    {
        HttpRequestMessage request = new(HttpMethod.Post, _address) { Content = form.ToContent() };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        Stamp?.Invoke(request);
        return request;
    }
}

/// <summary>The members of a device authorization endpoint's answer (RFC 8628 section 3.2).</summary>
internal sealed class DeviceAuthorizationBody
{
    public Secret? DeviceCode { get; set; }

    public string? UserCode { get; set; }

    public string? VerificationUri { get; set; }

    // The name before the RFC, still sent by some servers.
    public string? VerificationUrl { get; set; }

    public string? VerificationUriComplete { get; set; }

    public string? ExpiresIn { get; set; }

    public string? Interval { get; set; }
}
