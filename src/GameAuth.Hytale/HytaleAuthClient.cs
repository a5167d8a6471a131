using System.Net.Http.Headers;
using GameAuth.Providers;

namespace GameAuth.Hytale;

/// <summary>The calls of a registration: how a request is built, which exchange it takes, and what a refusal is.</summary>
internal sealed class HytaleAuthClient(ProviderContext context)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(30);

    private TokenSource<HytaleGrant>? _grants;
    private Exchange? _accounts;

    /// <summary>The exchange of calls that carry no grant.</summary>
    public Exchange Exchange { get; } = context.CreateExchange();

    public ServerUriPolicy Pages { get; } = HytaleEndpoint.SignInPages(context.AllowLoopback);

    /// <summary>Takes what calls with a grant need, which needs this client itself first.</summary>
    public void Use(TokenSource<HytaleGrant> grants, RequestAuthenticator authenticator)
    {
        _grants = grants;
        _accounts = context.CreateExchange(authenticator);
    }

    /// <summary>Sends a call; an answer of any status comes back but those that <see cref="GameAuth.Providers.Exchange.SendAsync"/> throws.</summary>
    public Task<ProviderResponse> SendAsync(HytaleCall call, CancellationToken cancellationToken)
    {
        ProviderCall wire = new(call.Step, (_, token) => BuildAsync(call, token))
        {
            Account = call.Account,
            Pace = call.Pace,
            IsRepeatable = call.IsRepeatable,
            FinishesOnceSent = call.FinishesOnceSent,
            MaxRetries = call.Step == HytaleStep.Poll ? 0 : 2,
            AttemptTimeout = AttemptTimeout,
            MaxBody = ProviderResponse.MaxAuthBody,
            RetryAfterInBody = HytaleRetryAfter.Read,
        };
        return (call.Account is null ? Exchange : _accounts!).SendAsync(wire, cancellationToken);
    }

    /// <summary>Sends a call that has to succeed.</summary>
    public async Task<ProviderResponse> SucceedAsync(HytaleCall call, CancellationToken cancellationToken)
    {
        ProviderResponse answer = await SendAsync(call, cancellationToken).ConfigureAwait(false);
        return HytaleErrorResponse.Find(answer) is { } refusal ? throw refusal.ToException() : answer;
    }

    /// <summary>A time by the service's clock, in the time of this machine.</summary>
    public DateTimeOffset ToLocal(DateTimeOffset server) => Exchange.Clock.ToLocal(server);

    private async ValueTask<HttpRequestMessage> BuildAsync(HytaleCall call, CancellationToken cancellationToken)
    {
        // The body may name what the grant belongs to, so it goes with the grant that this attempt carries.
        HytaleGrant? grant = call.Account is null || call.Body is null ? call.Grant : await call.Account.GetTokenAsync(_grants!, cancellationToken: cancellationToken).ConfigureAwait(false);
        HttpRequestMessage request = new(call.Method, call.Address);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if ((call.Bearer ?? call.Grant?.AccessToken) is { } token)
        {
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token.Reveal()}");
        }

        if (call.Body is { } body)
        {
            request.Content = new ByteArrayContent(body(grant)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        }

        return request;
    }
}

/// <summary>One call to a service of Hytale.</summary>
/// <param name="Step">The step.</param>
/// <param name="Method">The method.</param>
/// <param name="Address">The address.</param>
/// <param name="Pace">The limits that it falls under.</param>
internal sealed record HytaleCall(string Step, HttpMethod Method, Uri Address, PaceRequest Pace)
{
    /// <summary>Whose grant it carries; null where it carries another token, or none.</summary>
    public HytaleAccount? Account { get; init; }

    /// <summary>The grant that it carries before there is a handle of the account.</summary>
    public HytaleGrant? Grant { get; init; }

    /// <summary>A token of its own that it carries: that of a game session.</summary>
    public Secret? Bearer { get; init; }

    /// <summary>Makes the JSON of the body, from the grant that the call carries.</summary>
    public Func<HytaleGrant?, byte[]>? Body { get; init; }

    /// <summary>Whether sending it twice does no harm.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether it is finished though the caller gives up.</summary>
    public bool FinishesOnceSent { get; init; }

    /// <summary>Not the token.</summary>
    public override string ToString() => Step;
}
