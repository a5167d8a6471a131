using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>The way of every typed call of a provider, with an account's token or without: permit, fresh request, bounded answer, typed failure.</summary>
/// <remarks>
/// <para>
/// Every attempt takes a permit, builds a new request, has its own time limit and teaches the pacer and the clock. A call is made again
/// (<see cref="ProviderCall.MaxRetries"/>, exponential back-off with jitter) only where nothing was sent or where it is repeatable. A refused token is minted again and the call
/// made once more.
/// </para>
/// <para>Answers of any status come back for the provider to judge, except the ones named at <see cref="SendAsync"/>. Safe for use from any thread.</para>
/// </remarks>
public sealed class Exchange
{
    private readonly Func<HttpClient> _http;

    /// <summary>Opens an exchange for calls without an account.</summary>
    /// <param name="http">A client that follows no redirects, keeps no cookies and has an infinite timeout; an answer is bounded here.</param>
    /// <param name="pacer">The permits.</param>
    /// <param name="clock">The registration's clock; the exchange teaches it.</param>
    /// <param name="provider">The provider, such as <c>xbox</c>.</param>
    /// <param name="logger">Hears of retries, throttling and lost answers; null for none.</param>
    /// <exception cref="GameAuthConfigurationException">The client has a timeout of its own, which would end attempts behind the exchange's back.</exception>
    public Exchange(HttpClient http, IRequestPacer pacer, ServerClock clock, string provider, ILogger<Exchange>? logger = null)
        : this(new ExchangeServices(pacer, new IdGenerator(), LocalOf(clock), new AttemptOptions(), logger ?? NullLogger<Exchange>.Instance), clock, provider, () => http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new GameAuthConfigurationException(
                $"{provider}: the HttpClient of the exchange has a timeout of {http.Timeout}. Set HttpClient.Timeout to Timeout.InfiniteTimeSpan; "
                + "ProviderCall.AttemptTimeout limits each attempt.")
            {
                Provider = provider,
            };
        }
    }

    internal Exchange(ExchangeServices services, ServerClock clock, string provider, Func<HttpClient> http)
    {
        ArgumentException.ThrowIfNullOrEmpty(provider);
        _http = http;
        Services = services;
        Clock = clock;
        Provider = provider;
    }

    /// <summary>The registration's clock.</summary>
    public ServerClock Clock { get; }

    /// <summary>The permits that the exchange takes.</summary>
    public IRequestPacer Pacer => Services.Pacer;

    /// <summary>The provider, such as <c>xbox</c>.</summary>
    public string Provider { get; }

    /// <summary>The headers that may hold a correlation id, best first. Default as in <see cref="ResponseOrigin.CorrelationHeaders"/>.</summary>
    public IReadOnlyList<string> CorrelationHeaders { get; init; } = ResponseOrigin.DefaultCorrelationHeaders;

    /// <summary>
    /// Reads the window that the body of a 429 names, for a provider that says it there; the pacer keeps it for the narrowest scope of the call. Null where
    /// the body names none. Asked only for bodies of at most 16 KiB. Default: that of the authenticator, or null: bodies teach nothing.
    /// </summary>
    public Func<ProviderResponse, PaceWindow?>? LimitInBody
    {
        get => field ?? Authenticator?.LimitInBody;
        init;
    }

    /// <summary>Judges the answers of calls that carry no account's token, for a provider that means something of its own by them; null, or null from it, leaves the verdict to the status. Default null.</summary>
    public Func<ProviderResponse, Verdict?>? Judge { get; init; }

    internal ExchangeServices Services { get; }

    internal ILogger Logger => Services.Log;

    internal RequestAuthenticator? Authenticator { get; init; }

    internal LoopbackEndpoints? Loopback { get; init; }

    internal int MaxRetries => Authenticator is null ? 2 : Services.Options.SafeRetries;

    internal TimeSpan AttemptTimeout => Authenticator is null ? TimeSpan.FromSeconds(30) : Services.Options.AttemptTimeout;

    internal int MaxBody => Authenticator is null ? ProviderResponse.MaxAuthBody : ProviderResponse.MaxApiBody;

    /// <summary>Sends a call and reads its answer whole.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's will and the deadline of the whole, waits included.</param>
    /// <returns>The answer, of any status but 429, 503 with <c>Retry-After</c>, an unwanted 3xx, and 502 or 504 to a call that may have taken effect.</returns>
    /// <exception cref="ThrottledException">429, or 503 with <c>Retry-After</c>; or the pacer holds the call back and it fails fast. The time is what the pacer has learnt.</exception>
    /// <exception cref="ProviderException">The server was not reached or did not answer, redirected, or its answer is too large.</exception>
    /// <exception cref="OutcomeUnknownException">The call is neither repeatable nor a request that only reads, was sent, and its answer never came, came broken, or was lost by the server's own gateway.</exception>
    /// <exception cref="IllegalStepException">The request can not be sent as it was built, would leave this machine without TLS, or goes to a host that the token is not for.</exception>
    /// <exception cref="InvalidOperationException">The call names an account and this exchange has no authenticator.</exception>
    /// <exception cref="GameAuthException">For a call of an account as <see cref="Account.GetTokenAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ProviderResponse> SendAsync(ProviderCall call, CancellationToken cancellationToken) =>
        (await RunAsync(call, cancellationToken).ConfigureAwait(false)).Answer!;

    /// <summary>Sends a request that asks for another protocol.</summary>
    /// <returns>The response that switches (101), or the answer that does not.</returns>
    internal async Task<(HttpResponseMessage? Opened, ProviderResponse? Answer)> UpgradeAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        AttemptResult result = await RunAsync(call, cancellationToken).ConfigureAwait(false);
        return (result.Response, result.Answer);
    }

    private async Task<AttemptResult> RunAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.Account is not null && Authenticator is null)
        {
            throw new InvalidOperationException(
                $"{Provider}: the step '{call.Step}' names an account, and this exchange has no authenticator; take the one of ProviderContext.CreateExchange(authenticator).");
        }

        using CallAttempts operation = new(this, call, _http());
        try
        {
            return await ExchangeLoop.RunAsync(operation, cancellationToken).ConfigureAwait(false);
        }
        catch (GameAuthException failure)
        {
            ExchangeLog.Failed(Logger, Provider, call.Step, failure.GetType().Name, failure.CorrelationId);
            throw;
        }
    }

    private static TimeProvider LocalOf(ServerClock clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return clock.Local;
    }
}

/// <summary>One typed call to a provider, as <see cref="Exchange"/> sends it. Immutable.</summary>
/// <param name="Step">The name of the step, for errors, logs and the player's support: <c>device code</c>, <c>xsts</c>, <c>profile</c>.</param>
/// <param name="Build">Makes the request, anew for every attempt: fresh ids, fresh timestamp, and a signature over the exact bytes that are sent. It sees the operation and the answer before. The exchange disposes it.</param>
public sealed record ProviderCall(string Step, Func<AttemptContext, CancellationToken, ValueTask<HttpRequestMessage>> Build)
{
    /// <summary>A call whose request is built without waiting.</summary>
    /// <param name="step">The name of the step.</param>
    /// <param name="build">Makes the request, anew for every attempt.</param>
    public ProviderCall(string step, Func<HttpRequestMessage> build)
        : this(step, (_, _) => new ValueTask<HttpRequestMessage>(build()))
    {
    }

    /// <summary>A call whose request is built without waiting, from the operation and the attempt.</summary>
    /// <param name="step">The name of the step.</param>
    /// <param name="build">Makes the request, anew for every attempt.</param>
    public ProviderCall(string step, Func<AttemptContext, HttpRequestMessage> build)
        : this(step, (attempt, _) => new ValueTask<HttpRequestMessage>(build(attempt)))
    {
    }

    /// <summary>Whose token the request carries, put on by the exchange's authenticator. Default null: the request is sent as it is built.</summary>
    public Account? Account { get; init; }

    /// <summary>The operation of several calls that this one is part of, from <see cref="IIdGenerator.NextSpan"/>: they have one <see cref="AttemptContext.Operation"/>. Default zero: it is one of its own.</summary>
    public ulong Operation { get; init; }

    /// <summary>The windows that it takes a place in; every attempt takes its own. Default none: those that the authenticator names for the request.</summary>
    public PaceRequest Pace { get; init; } = PaceRequest.None;

    /// <summary>
    /// Whether sending it twice does no harm. Default false: only an attempt that surely never left is made again, and a lost answer is an <see cref="OutcomeUnknownException"/>, unless the
    /// request only reads (GET, HEAD, OPTIONS: RFC 9110 section 9.2.1) and so can't have taken effect; then it is a transient <see cref="ProviderException"/>.
    /// </summary>
    public bool IsRepeatable { get; init; }

    /// <summary>How many times it is tried again after the first failure, where that is safe. Default null: 2, or for an account's call <see cref="AttemptOptions.SafeRetries"/>; 0 for a poll, which has its own rhythm.</summary>
    public int? MaxRetries { get; init; }

    /// <summary>How long one attempt may take on the wire, its body included; the wait for a permit is not counted. Default null: 30 s, or for an account's call <see cref="AttemptOptions.AttemptTimeout"/>.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    /// <summary>The cap of the decompressed body in bytes. Default null: <see cref="ProviderResponse.MaxAuthBody"/>, or for an account's call <see cref="ProviderResponse.MaxApiBody"/>.</summary>
    public int? MaxBody { get; init; }

    /// <summary>Whether a redirect is the answer that is wanted, its <c>Location</c> to be read; it is followed in no case. Default false.</summary>
    public bool TakesRedirect { get; init; }

    /// <summary>
    /// Whether an attempt that is on its way is finished though the caller gives up: for a call that opens what only its answer can close. The wait for a permit and the pauses
    /// between attempts end at once as ever. Default false.
    /// </summary>
    public bool FinishesOnceSent { get; init; }

    /// <summary>Reads how long to wait from the body of a 429 or 503, for a provider that says it there; the pacer learns it. Null where the body says nothing.</summary>
    public Func<ProviderResponse, TimeSpan?>? RetryAfterInBody { get; init; }

    /// <summary>Judges the answer, where this call means something of its own by it; null where its status says all. Default null.</summary>
    public Func<AttemptContext, ProviderResponse, Verdict?>? Judge { get; init; }

    /// <summary>Throws where the call may not go to an address, though it carries no token: it opens what a token goes over. Default null: the exchange's authenticator alone decides.</summary>
    internal Action<Uri?>? CheckAudience { get; init; }
}
