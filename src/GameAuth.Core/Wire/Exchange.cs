using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Providers;

/// <summary>The way of every authentication call of a provider: permit, fresh request, bounded answer, typed failure.</summary>
/// <remarks>
/// <para>
/// Every attempt takes a permit, builds a new request, has its own time limit and teaches the pacer and the clock. A call is made again
/// (<see cref="ProviderCall.MaxRetries"/>, exponential back-off with jitter) only where nothing was sent or where it is repeatable.
/// </para>
/// <para>Answers of any status come back for the provider to judge, except the ones named at <see cref="SendAsync"/>. Safe for use from any thread.</para>
/// </remarks>
public sealed class Exchange
{
    private readonly HttpClient _http;

    /// <summary>Opens the channel.</summary>
    /// <param name="http">A client that follows no redirects, keeps no cookies and has an infinite timeout; an answer is bounded here.</param>
    /// <param name="pacer">The permits.</param>
    /// <param name="clock">The registration's clock; the channel teaches it.</param>
    /// <param name="provider">The provider, such as <c>xbox</c>.</param>
    /// <param name="logger">Hears of retries, throttling and lost answers; null for none.</param>
    /// <exception cref="GameAuthConfigurationException">The client has a timeout of its own, which would end attempts behind the channel's back.</exception>
    public Exchange(HttpClient http, IRequestPacer pacer, ServerClock clock, string provider, ILogger<Exchange>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(pacer);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentException.ThrowIfNullOrEmpty(provider);
        if (http.Timeout != Timeout.InfiniteTimeSpan)
        {
            throw new GameAuthConfigurationException(
                $"{provider}: the HttpClient of the back channel has a timeout of {http.Timeout}. Set HttpClient.Timeout to Timeout.InfiniteTimeSpan; "
                + "ProviderCall.AttemptTimeout limits each attempt.")
            {
                Provider = provider,
            };
        }

        _http = http;
        Pacer = pacer;
        Clock = clock;
        Provider = provider;
        Logger = logger ?? NullLogger<Exchange>.Instance;
    }

    /// <summary>The registration's clock.</summary>
    public ServerClock Clock { get; }

    /// <summary>The permits that the channel takes.</summary>
    public IRequestPacer Pacer { get; }

    /// <summary>The provider, such as <c>xbox</c>.</summary>
    public string Provider { get; }

    /// <summary>The headers that may hold a correlation id, best first. Default as in <see cref="WireOrigin.CorrelationHeaders"/>.</summary>
    public IReadOnlyList<string> CorrelationHeaders { get; init; } = WireOrigin.DefaultCorrelationHeaders;

    /// <summary>
    /// Reads the window that the body of a 429 names, for a provider that says it there; the pacer keeps it for the narrowest scope of the call. Null where
    /// the body names none. Asked only for bodies of at most 16 KiB. Default null: bodies teach nothing.
    /// </summary>
    public Func<ProviderResponse, PaceWindow?>? LimitInBody { get; init; }

    internal ILogger Logger { get; }

    /// <summary>Sends a call and reads its answer whole.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">The caller's will and the deadline of the whole, waits included.</param>
    /// <returns>The answer, of any status but 429, 503 with <c>Retry-After</c>, an unwanted 3xx, and 502 or 504 to a call that is not repeatable.</returns>
    /// <exception cref="ThrottledException">429, or 503 with <c>Retry-After</c>; or the pacer holds the call back and it fails fast.</exception>
    /// <exception cref="ProviderException">The server was not reached or did not answer, redirected, or its answer is too large.</exception>
    /// <exception cref="OutcomeUnknownException">The call is not repeatable, was sent, and its answer never came, came broken, or was lost by the server's own gateway.</exception>
    /// <exception cref="IllegalStepException">The request can not be sent as it was built, or would leave this machine without TLS.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ProviderResponse> SendAsync(ProviderCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        WireExchange exchange = new(this, _http, call);
        WireAttempt last = await exchange.AttemptAsync(cancellationToken).ConfigureAwait(false);
        if (last.MayRepeat && call.MaxRetries > 0)
        {
            last = await WireRetry.RunAsync(last, exchange, call, this, cancellationToken).ConfigureAwait(false);
        }

        if (last.Failure is { } failure)
        {
            WireLog.Failed(Logger, Provider, call.Step, failure.GetType().Name, failure.CorrelationId);
        }

        return last.Result;
    }
}
