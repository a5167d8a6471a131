using GameAuth.Providers;

namespace GameAuth.Toy;

/// <summary>The calls to toy.test, and what it answers.</summary>
internal sealed class ToyService(ProviderContext context, ToyOptions options)
{
    private readonly Exchange _exchange = context.CreateExchange();
    private Exchange? _accounts;

    public void Use(RequestAuthenticator authenticator) => _accounts = context.CreateExchange(authenticator);

    public async Task<ToyDeviceToken> DeviceAsync(Secret deviceId, CancellationToken cancellationToken)
    {
        (ProviderResponse answer, ToyBody body) = await PostAsync("device", true, cancellationToken, ("device_id", deviceId)).ConfigureAwait(false);
        return new ToyDeviceToken(Whole(answer, body.DeviceToken), End(answer, body));
    }

    public async Task<ToyGrant> RedeemAsync(Secret code, CancellationToken cancellationToken) =>
        Grant(await PostAsync("signin", false, cancellationToken, ("code", code)).ConfigureAwait(false));

    /// <summary>Null where the device is refused.</summary>
    public async Task<ToyGrant?> RedeemAsync(Secret code, Secret device, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync("signin", false, cancellationToken, ("code", code), ("device_token", device)).ConfigureAwait(false);
        return answer.Status == 401 ? null : Grant(Read(answer));
    }

    public async Task<ToyGrant> RefreshAsync(Secret refreshToken, CancellationToken cancellationToken) =>
        Grant(await PostAsync("token", false, cancellationToken, ("refresh_token", refreshToken)).ConfigureAwait(false));

    public async Task<(ToySession? Session, ToyBadge? Badge, ProviderException? Refusal)> SessionAsync(Secret access, Secret device, string audience, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync("session", true, cancellationToken, ("access_token", access), ("device_token", device), ("audience", new(audience))).ConfigureAwait(false);
        if (answer.Status == 401 && answer.TryReadJson(ToyWireJson.Default.ToyBody, out ToyBody? refusal) && refusal.Error is "device_expired")
        {
            return (null, null, answer.Failure("refuses the device token", refusal.Error));
        }

        (_, ToyBody body) = Read(answer);
        ToySession session = new(Whole(answer, body.SessionToken), body.Subject ?? throw answer.Failure("names no subject"), body.Name ?? "", End(answer, body));
        return (session, new ToyBadge(Whole(answer, body.BadgeToken), session.ExpiresAt), null);
    }

    public async Task<ToyBadge> BadgeAsync(Secret session, CancellationToken cancellationToken)
    {
        (ProviderResponse answer, ToyBody body) = await PostAsync("badge", true, cancellationToken, ("session_token", session)).ConfigureAwait(false);
        return new ToyBadge(Whole(answer, body.BadgeToken), End(answer, body));
    }

    public Task RevokeAsync(Secret refreshToken, CancellationToken cancellationToken) => PostAsync("revoke", true, cancellationToken, ("refresh_token", refreshToken));

    public async Task<string> CallAsync(ToyAccount account, string step, HttpMethod method, CancellationToken cancellationToken)
    {
        ProviderCall call = new(step, () => new HttpRequestMessage(method, new Uri(options.EndpointOf(ToyOptions.Api), "/me"))) { Account = account, IsRepeatable = method == HttpMethod.Get };
        (ProviderResponse answer, ToyBody body) = Read(await _accounts!.SendAsync(call, cancellationToken).ConfigureAwait(false));
        return body.Name ?? throw answer.Failure("names no player");
    }

    private static Secret Whole(ProviderResponse answer, Secret? token) => token ?? throw answer.Failure("lacks its token", isTransient: false);

    private static DateTimeOffset End(ProviderResponse answer, ToyBody body) => answer.ReceivedAt.AddSeconds(body.ExpiresIn ?? throw answer.Failure("does not say when its token ends"));

    private static ToyGrant Grant((ProviderResponse Answer, ToyBody Body) read) =>
        new(Whole(read.Answer, read.Body.AccessToken), Whole(read.Answer, read.Body.RefreshToken), End(read.Answer, read.Body), read.Body.SignInExpiresAt);

    private static (ProviderResponse Answer, ToyBody Body) Read(ProviderResponse answer) => answer.IsSuccess ? (answer, answer.ReadJson(ToyWireJson.Default.ToyBody)) : throw ToyErrors.Map(answer);

    private async Task<(ProviderResponse Answer, ToyBody Body)> PostAsync(string step, bool repeatable, CancellationToken cancellationToken, params (string Name, Secret Value)[] form) =>
        Read(await SendAsync(step, repeatable, cancellationToken, form).ConfigureAwait(false));

    private Task<ProviderResponse> SendAsync(string step, bool repeatable, CancellationToken cancellationToken, params (string Name, Secret Value)[] form) => _exchange.SendAsync(
        new ProviderCall(step, () => new HttpRequestMessage(HttpMethod.Post, new Uri(options.EndpointOf(ToyOptions.Auth), step))
        {
            Content = new FormUrlEncodedContent(form.Select(static field => KeyValuePair.Create(field.Name, field.Value.Reveal()))),
        })
        { IsRepeatable = repeatable },
        cancellationToken);
}

/// <summary>What toy.test answers: one shape with what applies.</summary>
internal sealed record ToyBody(
    Secret? DeviceToken, Secret? AccessToken, Secret? RefreshToken, Secret? SessionToken, Secret? BadgeToken, int? ExpiresIn, DateTimeOffset? SignInExpiresAt,
    string? Subject, string? Name, string? Error, string? Code);
