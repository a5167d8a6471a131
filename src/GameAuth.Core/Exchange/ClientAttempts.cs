using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>The attempts of a request that an application's client sends. The response is handed out as it is, whatever its status.</summary>
internal sealed class ClientAttempts : AttemptContext
{
    private readonly ExchangeHandler _wire;
    private readonly AccountRequest? _operation;
    private bool _hasLearnt;
    private Verdict _verdict;

    public ClientAttempts(Account account, AccountRequest? operation, HttpRequestMessage request, ExchangeHandler wire)
        : base(account)
    {
        _wire = wire;
        _operation = operation;
        Request = request;
    }

    internal override ExchangeServices Services => _wire.Services;

    internal override RequestAuthenticator Authenticator => _wire.Authenticator;

    internal override string Provider => Account!.Id.Provider;

    internal override string Step => "request";

    internal override int MaxRetries => IsSafe(Request!) && !IsUpgrade(Request!) ? Services.Options.SafeRetries : 0;

    internal override TimeSpan RetryPause => Services.Options.RetryPause;

    internal override ILogger Log => Services.Log;

    internal override Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken)
    {
        MayHaveLeft = true;
        _hasLearnt = false;
        return Services.Timeouts.SendAsync(_wire, Request!, cancellationToken);
    }

    /// <summary>Learns from an answer, once, and says what it means.</summary>
    public Verdict Learn(HttpResponseMessage response)
    {
        if (!_hasLearnt)
        {
            _hasLearnt = true;
            Permit?.Learn(response);
            _verdict = Authenticator.Judge(this, response);
        }

        return _verdict;
    }

    internal override async ValueTask<AttemptResult> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        Verdict verdict = Learn(response);
        if (verdict is Verdict.Throttled && Permit is not null && Authenticator.LimitInBody is { } read)
        {
            ResponseOrigin origin = new(Provider, "limit", Services.Time.GetUtcNow());
            await LimitInBody.TeachAsync(Services.Pacer, Pace, response, origin, read, Services.Time, cancellationToken).ConfigureAwait(false);
        }

        return new AttemptResult
        {
            Response = response,
            MayRepeat = verdict is Verdict.Transient,
            RepeatsAtOnce = RepeatsAtOnce(verdict, IsReplayable(Request!), answer: null),
        };
    }

    internal override AttemptResult Fail(Exception failure, bool hadResponse, CancellationToken cancellationToken)
    {
        bool isTransport = failure is HttpRequestException or TimeoutException && !cancellationToken.IsCancellationRequested;
        MayHaveLeft = hadResponse || !TransportFailure.IsUnsent(failure);
        return new AttemptResult { Failure = failure, MayRepeat = isTransport && !hadResponse };
    }

    // What .NET says of a header that it refuses quotes the header, which is the token: so it goes no further.
    internal override GameAuthException Unfit(Exception failure) => new IllegalStepException(
        $"The token of {Provider} does not fit into a request ({failure.GetType().Name}); nothing was sent. Sign in again to replace it.")
    { Provider = Provider, Step = "authorize" };

    private protected override ulong NewOperation() => _operation?.OperationId(Ids) ?? base.NewOperation();

    /// <summary>Whether a request only reads (RFC 9110 section 9.2.1), and can be sent again.</summary>
    public static bool IsSafe(HttpRequestMessage request) =>
        (request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
            || (request.Options.TryGetValue(GameAuthRequestExtensions.SafeKey, out bool safe) && safe))
        && IsReplayable(request);

    /// <summary>Whether the same body can be sent again.</summary>
    private static bool IsReplayable(HttpRequestMessage request) =>
        request.Content is null or ByteArrayContent or ReadOnlyMemoryContent or System.Net.Http.Json.JsonContent;

    /// <summary>Whether it asks for another protocol, such as a WebSocket's handshake: whoever holds the connection tries again by a plan of its own.</summary>
    private static bool IsUpgrade(HttpRequestMessage request) => request.Headers.NonValidated.Contains("Upgrade");
}

/// <summary>Whose request it is. It lies in the options of the request, so that a handler that copies them, or repeats the request, keeps the account and the operation.</summary>
internal sealed class AccountRequest(Account account)
{
    public static readonly HttpRequestOptionsKey<AccountRequest> Key = new("gameauth.account");

    private ulong _operation;
    private int _attempts;

    public Account Account => account;

    /// <summary>The id of the operation: the same however often a handler above sends the request.</summary>
    public ulong OperationId(IIdGenerator ids)
    {
        ulong known = Volatile.Read(ref _operation);
        return known != 0 ? known
            : Interlocked.CompareExchange(ref _operation, ids.NextSpan(), 0) is { } other and not 0 ? other : Volatile.Read(ref _operation);
    }

    /// <summary>Marks an attempt of a typed call, which is paced and authenticated already.</summary>
    public AccountRequest AsAttempt()
    {
        _attempts = 1;
        return this;
    }

    /// <summary>Whether this is that attempt: once. A handler that sends it again sends a request like any other.</summary>
    public bool TakeAttempt() => Interlocked.Exchange(ref _attempts, 0) != 0;
}
