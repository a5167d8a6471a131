using Microsoft.Extensions.Logging;

namespace GameAuth.Providers;

/// <summary>One operation on its way through its attempts: what a provider sees when it stamps, authenticates and judges a request.</summary>
/// <remarks>One object per operation. It is used by one thread at a time, and not after the operation has ended.</remarks>
public abstract class AttemptContext
{
    private ulong _operation;
    private bool _replayedForToken;
    private bool _replayedForProof;

    private protected AttemptContext(Account? account) => Account = account;

    /// <summary>Whose token the request carries; null for a call that carries none.</summary>
    public Account? Account { get; }

    /// <summary>Where ids come from.</summary>
    public IIdGenerator Ids => Services.Ids;

    /// <summary>The number of the attempt: 1 for the first, one more for each repetition.</summary>
    public int Number { get; private set; }

    /// <summary>
    /// The id of the operation, never zero: the same for all its attempts, also for those that a handler of the application makes above this library. For the span of a trace.
    /// </summary>
    public ulong Operation => _operation != 0 ? _operation : _operation = NewOperation();

    /// <summary>The answer to the attempt before; its headers can be read, its body can't. Null at the first attempt, and where no answer came.</summary>
    public HttpResponseMessage? LastResponse { get; private set; }

    internal abstract ExchangeServices Services { get; }

    internal abstract RequestAuthenticator? Authenticator { get; }

    internal HttpRequestMessage? Request { get; private protected set; }

    internal IPacePermit? Permit { get; set; }

    internal TokenUse Use { get; set; }

    /// <summary>Whether something may have left this machine in the attempt that is under way.</summary>
    internal bool MayHaveLeft { get; private protected set; }

    internal abstract string Provider { get; }

    internal abstract string Step { get; }

    /// <summary>How often the operation is repeated after a transient failure, where that is safe.</summary>
    internal abstract int MaxRetries { get; }

    /// <summary>The pause before the first repetition; it doubles, with jitter.</summary>
    internal abstract TimeSpan RetryPause { get; }

    internal abstract ILogger Log { get; }

    /// <summary>The limits that are known before there is a request.</summary>
    internal virtual PaceRequest KnownPace => PaceRequest.None;

    internal void Begin()
    {
        Number++;
        Use = default;
        MayHaveLeft = false;
    }

    /// <summary>The limits that the request falls under.</summary>
    internal PaceRequest Pace => !KnownPace.IsNone ? KnownPace : Authenticator?.Pace(this, Request!) ?? PaceRequest.None;

    /// <summary>Whether the request was made by somebody else, and is sent as it is.</summary>
    internal virtual bool IsBuilt => false;

    /// <summary>Makes the request of this attempt, unless <see cref="IsBuilt"/>.</summary>
    internal virtual ValueTask BuildAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    internal abstract Task<HttpResponseMessage> SendAsync(CancellationToken cancellationToken);

    /// <summary>What an answer means, and what is handed out for it.</summary>
    internal abstract ValueTask<AttemptResult> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken);

    /// <summary>What a failure on the wire means.</summary>
    internal abstract AttemptResult Fail(Exception failure, bool hadResponse, CancellationToken cancellationToken);

    /// <summary>A request that does not fit into HTTP, without the value that .NET quotes.</summary>
    internal abstract GameAuthException Unfit(Exception failure);

    /// <summary>Ends one attempt.</summary>
    internal virtual void EndAttempt(HttpResponseMessage? response)
    {
        LastResponse = response;
        if (Permit is { } permit)
        {
            Permit = null;
            if (!MayHaveLeft)
            {
                permit.GiveBack();
            }

            permit.Dispose();
        }
    }

    /// <summary>Whether the verdict asks for one more attempt at once: each reason counts once per operation.</summary>
    internal bool RepeatsAtOnce(Verdict verdict, bool isReplayable, ProviderResponse? answer)
    {
        if (!isReplayable || verdict is not (Verdict.TokenRefused or Verdict.RetryWithNewProof))
        {
            return false;
        }

        if (verdict is Verdict.RetryWithNewProof)
        {
            return Once(ref _replayedForProof);
        }

        bool repeats = Once(ref _replayedForToken) && Account?.Refuse(Use) == true;
        if (repeats)
        {
            Authenticator!.OnTokenRefused(this, answer);
        }

        return repeats;
    }

    /// <summary>Takes token and proof off the request, so that whoever still holds it holds no credential.</summary>
    internal void RemoveCredentials()
    {
        if (Authenticator is null || Request is null)
        {
            return;
        }

        // By index: an enumerator would be the costliest part.
        IReadOnlyList<string> headers = Authenticator.CredentialHeaders;
        for (int i = 0; i < headers.Count; i++)
        {
            if (ReferenceEquals(headers[i], RequestAuthenticator.AuthorizationHeader))
            {
                // The property is faster than a look-up by name.
                Request.Headers.Authorization = null;
            }
            else
            {
                Request.Headers.Remove(headers[i]);
            }
        }
    }

    private protected virtual ulong NewOperation() => Ids.NextSpan();

    private static bool Once(ref bool done)
    {
        bool first = !done;
        done = true;
        return first;
    }
}

/// <summary>How one attempt ended.</summary>
internal sealed class AttemptResult
{
    /// <summary>The response of an application's client, which is handed out as it is.</summary>
    public HttpResponseMessage? Response { get; init; }

    /// <summary>The answer of a typed call, read whole.</summary>
    public ProviderResponse? Answer { get; init; }

    /// <summary>What is thrown when no repetition mends it.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether another attempt is safe and may help.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>Whether another attempt is made at once: with a new token or a new proof.</summary>
    public bool RepeatsAtOnce { get; init; }

    /// <summary>How long the server wants to be left alone before that.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

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

    internal override bool IsBuilt => true;

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
    private RequestAuthenticator? _attempt;

    public Account Account => account;

    /// <summary>The id of the operation: the same however often a handler above sends the request.</summary>
    public ulong OperationId(IIdGenerator ids)
    {
        ulong known = Volatile.Read(ref _operation);
        return known != 0 ? known
            : Interlocked.CompareExchange(ref _operation, ids.NextSpan(), 0) is { } other and not 0 ? other : Volatile.Read(ref _operation);
    }

    /// <summary>Marks an attempt of a typed call, which is paced and authenticated already.</summary>
    /// <param name="authenticator">That of its exchange, which may have another audience than the client's.</param>
    public AccountRequest AsAttempt(RequestAuthenticator authenticator)
    {
        _attempt = authenticator;
        return this;
    }

    /// <summary>What has authenticated it, where this is that attempt: once. A handler that sends it again sends a request like any other.</summary>
    public RequestAuthenticator? TakeAttempt() => Volatile.Read(ref _attempt) is null ? null : Interlocked.Exchange(ref _attempt, null);
}
