namespace GameAuth.Providers;

/// <summary>
/// How requests of a provider's accounts are authenticated. One per registration (and audience). The exchange calls it for every attempt: audience, permits, stamp, token and
/// proof, then the verdict about the answer.
/// </summary>
/// <remarks>Implementations are safe for use from any thread and hold no account.</remarks>
public abstract class RequestAuthenticator
{
    internal const string AuthorizationHeader = "Authorization";
    private static readonly string[] Authorization = [AuthorizationHeader];

    /// <summary>Whether a token may go to a target. Any other target throws before a token is touched, and redirects are never followed.</summary>
    /// <param name="target">The absolute address.</param>
    /// <returns>True for the token's own hosts, over https or an allowed loopback.</returns>
    public abstract bool IsAudience(Uri target);

    /// <summary>The limits that a request falls under. Every attempt takes its own permit. None by default.</summary>
    /// <param name="attempt">The operation.</param>
    /// <param name="request">The request, without its token.</param>
    /// <returns>The scopes.</returns>
    public virtual PaceRequest Pace(AttemptContext attempt, HttpRequestMessage request) => PaceRequest.None;

    /// <summary>
    /// Reads the window that the body of a 429 names, for a service that says it there; the pacer keeps it for the narrowest scope of <see cref="Pace"/>. Null
    /// where the body names none. Asked only for bodies of at most 16 KiB; the caller has the body all the same. Default null: bodies are left alone.
    /// </summary>
    public virtual Func<ProviderResponse, PaceWindow?>? LimitInBody => null;

    /// <summary>The headers that carry a credential; they are taken off the request when it is over. Default: <c>Authorization</c>. Add those of a proof.</summary>
    public virtual IReadOnlyList<string> CredentialHeaders => Authorization;

    /// <summary>Puts ids on a request; called for every attempt, so that a replay has new ones: set, do not add. Does nothing by default.</summary>
    /// <param name="attempt">The operation: its account, its number, the answer before.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <returns>Done when it is stamped; best at once.</returns>
    public virtual ValueTask StampAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Puts the token on a request, then the proof; called for every attempt, so it replaces what an earlier one left.</summary>
    /// <param name="attempt">The operation; its account is never null here.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <returns>Which token it was; completes synchronously when the token is cached.</returns>
    public abstract ValueTask<TokenUse> AuthenticateAsync(AttemptContext attempt, HttpRequestMessage request, CancellationToken cancellationToken);

    /// <summary>What an answer means. By its status by default: 401, 429, and 502 to 504. No other 4xx is ever repeated unless a provider says so here.</summary>
    /// <param name="attempt">The operation.</param>
    /// <param name="response">The answer; its body is left alone.</param>
    /// <returns>The verdict.</returns>
    public virtual Verdict Judge(AttemptContext attempt, HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return OfStatus((int)response.StatusCode);
    }

    /// <summary>What the whole answer to a typed call means, for a service that says it in the body. Default: the verdict about its head.</summary>
    /// <param name="attempt">The operation.</param>
    /// <param name="answer">The answer, read whole.</param>
    /// <param name="head">The verdict of <see cref="Judge(AttemptContext, HttpResponseMessage)"/>.</param>
    /// <returns>The verdict.</returns>
    public virtual Verdict Judge(AttemptContext attempt, ProviderResponse answer, Verdict head) => head;

    /// <summary>Called when a token was refused, before the request is made once more with another. Does nothing by default.</summary>
    /// <param name="attempt">The operation.</param>
    /// <param name="answer">The answer of a typed call; null for the request of a client.</param>
    protected internal virtual void OnTokenRefused(AttemptContext attempt, ProviderResponse? answer)
    {
    }

    /// <summary>Says that a target is no host of the token.</summary>
    internal void CheckAudience(string provider, Uri? target)
    {
        if (target is not { IsAbsoluteUri: true } || !IsAudience(target))
        {
            throw new IllegalStepException(
                $"The token of {provider} does not go to {(target is { IsAbsoluteUri: true } ? target.GetLeftPart(UriPartial.Authority) : "an address that is not absolute")}: "
                + "it is not a host of its audience. Use a client without this account for it; nothing was sent.")
            { Provider = provider, Step = "audience" };
        }
    }

    internal static Verdict OfStatus(int status) => status switch
    {
        401 => Verdict.TokenRefused,
        429 => Verdict.Throttled,
        502 or 503 or 504 => Verdict.Transient,
        _ => Verdict.Done,
    };
}

/// <summary>What an answer means for the token and for a repetition.</summary>
public enum Verdict
{
    /// <summary>Nothing to do here: the caller gets the answer, whatever its status.</summary>
    Done,

    /// <summary>The token was refused: it is minted again and the request repeated, once.</summary>
    TokenRefused,

    /// <summary>The proof was refused (a signature by a wrong clock, a DPoP nonce), and the right value is known now: the request is signed and sent again, once.</summary>
    RetryWithNewProof,

    /// <summary>A limit was hit: the pacer has learnt it. A client gets the answer; a typed call throws <see cref="ThrottledException"/>.</summary>
    Throttled,

    /// <summary>The service failed for now: a request that is safe to repeat is repeated after a pause.</summary>
    Transient,
}
