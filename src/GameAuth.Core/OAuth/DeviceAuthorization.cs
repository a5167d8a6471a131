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
    /// <exception cref="ProviderException">The answer is no such answer, or names a page that is not the provider's.</exception>
    /// <exception cref="GameAuthException">The endpoint refused, by the rules of <see cref="OAuthErrorRules"/>.</exception>
    public static DeviceAuthorization Read(ProviderResponse answer, ServerUriPolicy pages)
    {
        ArgumentNullException.ThrowIfNull(answer);
        ArgumentNullException.ThrowIfNull(pages);
        if (TokenResult.FindError(answer) is { } error)
        {
            throw OAuthErrorRules.ToException(error, isRefresh: false);
        }

        DeviceAuthorizationBody body = answer.ReadJson(OAuthJson.Default.DeviceAuthorizationBody);
        string userCode = ServerText.Clean(body.UserCode, 64);
        if (!TokenResponse.IsFilled(body.DeviceCode) || userCode.Length == 0)
        {
            throw answer.Failure("has no device_code or no user_code", isTransient: false);
        }

        TimeSpan lifetime = OAuthSeconds.Read(body.ExpiresIn) ?? DefaultLifetime;
        TimeSpan interval = OAuthSeconds.Read(body.Interval) is { Ticks: > 0 } said ? said : DeviceCodeClock.DefaultInterval;
        if (interval >= lifetime)
        {
            throw answer.Failure("has an interval that is no shorter than the lifetime of the code", isTransient: false);
        }

        return new DeviceAuthorization(
            body.DeviceCode!,
            userCode,
            pages.Check(body.VerificationUri ?? body.VerificationUrl, answer.Step),
            body.VerificationUriComplete is { Length: > 0 } complete ? pages.Check(complete, answer.Step) : null,
            lifetime < LongestLifetime ? lifetime : LongestLifetime,
            interval);
    }
}
