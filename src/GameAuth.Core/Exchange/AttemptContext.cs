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

    /// <summary>Makes the request of this attempt; what stands there already is used again.</summary>
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
            Request.Headers.Remove(headers[i]);
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
