using GameAuth.Providers;

namespace GameAuth.Toy;

/// <summary>The calls to auth.toy.test.</summary>
internal sealed class ToyAuthClient(Exchange channel, ToyOptions options, TimeProvider time)
{
    public async Task<ToyDeviceToken> DeviceAsync(Secret deviceId, CancellationToken cancellationToken)
    {
        ToyBody body = Good(await SendAsync("device", repeatable: true, cancellationToken, ("device_id", deviceId)).ConfigureAwait(false), out ProviderResponse answer);
        return new ToyDeviceToken(Whole(answer, body.DeviceToken), End(answer, body));
    }

    public async Task<ToyGrant> RedeemAsync(Secret code, CancellationToken cancellationToken) =>
        Grant(await SendAsync("signin", repeatable: false, cancellationToken, ("code", code)).ConfigureAwait(false));

    /// <summary>The same from a device that shows its token; null when the device token is refused.</summary>
    public async Task<ToyGrant?> RedeemAsync(Secret code, Secret deviceToken, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync("signin", repeatable: false, cancellationToken, ("code", code), ("device_token", deviceToken)).ConfigureAwait(false);
        return answer.Status == 401 ? null : Grant(answer);
    }

    public async Task<ToyGrant> RefreshAsync(Secret refreshToken, CancellationToken cancellationToken) =>
        Grant(await SendAsync("token", repeatable: false, cancellationToken, ("refresh_token", refreshToken)).ConfigureAwait(false));

    public async Task<ToySessionResult> SessionAsync(Secret accessToken, Secret deviceToken, string audience, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync(
            "session", repeatable: true, cancellationToken,
            ("access_token", accessToken), ("device_token", deviceToken), ("audience", new Secret(audience))).ConfigureAwait(false);
        if (answer.Status == 401 && answer.TryReadJson(ToyJson.Default.ToyBody, out ToyBody? refusal) && refusal.Error is "device_expired")
        {
            return new ToySessionResult(null, null, answer.Failure("refuses the device token", refusal.Error));
        }

        ToyBody body = Good(answer, out _);
        DateTimeOffset end = End(answer, body);
        return new ToySessionResult(
            new ToySession(Whole(answer, body.SessionToken), body.Subject ?? throw answer.Failure("names no subject"), body.Name ?? "", end),
            new ToyBadge(Whole(answer, body.BadgeToken), end),
            null);
    }

    public async Task<ToyBadge> BadgeAsync(Secret sessionToken, CancellationToken cancellationToken)
    {
        ToyBody body = Good(await SendAsync("badge", repeatable: true, cancellationToken, ("session_token", sessionToken)).ConfigureAwait(false), out ProviderResponse answer);
        return new ToyBadge(Whole(answer, body.BadgeToken), End(answer, body));
    }

    public async Task RevokeAsync(Secret refreshToken, CancellationToken cancellationToken) =>
        Good(await SendAsync("revoke", repeatable: true, cancellationToken, ("refresh_token", refreshToken)).ConfigureAwait(false), out _);

    private static ToyBody Good(ProviderResponse given, out ProviderResponse answer)
    {
        answer = given;
        if (given.IsSuccess)
        {
            return given.ReadJson(ToyJson.Default.ToyBody);
        }

        given.TryReadJson(ToyJson.Default.ToyBody, out ToyBody? body);
        throw (given.Status, body?.Error) switch
        {
            (400, "invalid_grant") => new SignInRequiredException("toy: the grant is over; sign in again.", SignInReason.Revoked)
            { Provider = ToyDefaults.Provider, Step = given.Step, CorrelationId = given.CorrelationId },
            (403, "restricted") => new AccountRestrictedException($"toy: the player is restricted ({body!.Code}).", body.Code ?? "unknown", helpUri: null)
            { Provider = ToyDefaults.Provider, Step = given.Step, CorrelationId = given.CorrelationId },
            _ => given.Failure("is a failure", body?.Error),
        };
    }

    private static Secret Whole(ProviderResponse answer, Secret? token) => token ?? throw answer.Failure("lacks its token", isTransient: false);

    private ToyGrant Grant(ProviderResponse given)
    {
        ToyBody body = Good(given, out ProviderResponse answer);
        return new ToyGrant(Whole(answer, body.AccessToken), Whole(answer, body.RefreshToken), End(answer, body), body.SignInExpiresAt);
    }

    private DateTimeOffset End(ProviderResponse answer, ToyBody body) =>
        time.GetUtcNow().AddSeconds(body.ExpiresIn ?? throw answer.Failure("does not say when its token ends"));

    private Task<ProviderResponse> SendAsync(string step, bool repeatable, CancellationToken cancellationToken, params (string Name, Secret Value)[] form) =>
        channel.SendAsync(
            new ProviderCall(step, () => new HttpRequestMessage(HttpMethod.Post, new Uri(options.AuthBase, step))
            {
                Content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value.Reveal()))),
            }) { IsRepeatable = repeatable },
            cancellationToken);
}
