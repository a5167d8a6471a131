namespace GameAuth.Toy;

/// <summary>The calls to toy.test.</summary>
internal sealed class ToyService(ProviderContext context, ToyOptions options)
{
    private readonly Exchange _exchange = context.CreateExchange();
    private Exchange? _accounts;

    public Uri CodePage { get; } = new(options.EndpointOf(ToyOptions.Auth), "/code");

    public void Use(RequestAuthenticator authenticator) => _accounts = context.CreateExchange(authenticator);

    /// <summary>A call to the sign-in host, with its secrets in a form.</summary>
    public async Task<ToyAnswer> PostAsync(string step, bool isRepeatable, CancellationToken cancellationToken, params (string Name, Secret Value)[] form)
    {
        ProviderCall call = new(step, () => new HttpRequestMessage(HttpMethod.Post, new Uri(options.EndpointOf(ToyOptions.Auth), step))
        {
            Content = new FormUrlEncodedContent(form.Select(static field => KeyValuePair.Create(field.Name, field.Value.Reveal()))),
        });
        return Read(await _exchange.SendAsync(call with { IsRepeatable = isRepeatable }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>A call to the API, with the account's token. One that reads may be repeated.</summary>
    public async Task<ToyAnswer> CallAsync(ToyAccount account, string step, HttpMethod method, CancellationToken cancellationToken)
    {
        ProviderCall call = new(step, () => new HttpRequestMessage(method, new Uri(options.EndpointOf(ToyOptions.Api), "/me"))) { Account = account, IsRepeatable = method == HttpMethod.Get };
        return Read(await _accounts!.SendAsync(call, cancellationToken).ConfigureAwait(false));
    }

    private static ToyAnswer Read(ProviderResponse response) =>
        response.IsSuccess ? new ToyAnswer(response, response.ReadJson(ToyWireJson.Default.ToyBody)) : throw ToyErrors.Map(response);
}

/// <summary>An answer, as what it was asked for; what lacks a member that is needed is a typed error.</summary>
internal sealed class ToyAnswer(ProviderResponse response, ToyBody body)
{
    public ToyDeviceToken DeviceToken => new(Needed(body.DeviceToken), End);

    public ToyGrant Grant => new(Needed(body.AccessToken), Needed(body.RefreshToken), End, body.SignInExpiresAt);

    public ToySession Session => new(Needed(body.SessionToken), Needed(body.Subject), body.Name ?? "", End);

    public ToyBadge Badge => new(Needed(body.BadgeToken), End);

    public string PlayerName => Needed(body.Name);

    private DateTimeOffset End => response.ReceivedAt.AddSeconds(body.ExpiresIn ?? throw response.Failure("does not say when its token ends"));

    private T Needed<T>(T? member)
        where T : class => member ?? throw response.Failure("lacks a member that is needed");
}

/// <summary>The body of an answer: one shape with what applies.</summary>
internal sealed record ToyBody(
    Secret? DeviceToken, Secret? AccessToken, Secret? RefreshToken, Secret? SessionToken, Secret? BadgeToken, int? ExpiresIn, DateTimeOffset? SignInExpiresAt,
    string? Subject, string? Name, string? Error, string? Code);
