using System.Net;

namespace GameAuth.Providers;

/// <summary>How requests of a provider's accounts are authorized. One per registration (and audience); one handler runs it as a loop: pace, stamp, authorize, send, learn, judge.</summary>
/// <remarks>Implementations are safe for use from any thread and hold no account.</remarks>
public abstract class RequestAuthenticator
{
    /// <summary>Whether a token may go to a target. Any other target throws before a token is touched, and redirects are never followed.</summary>
    /// <param name="target">The absolute address.</param>
    /// <returns>True for the token's own hosts, over https or an allowed loopback.</returns>
    public abstract bool IsAudience(Uri target);

    /// <summary>The limits that a request falls under. Every attempt takes its own permit. None by default.</summary>
    /// <param name="request">The request, without its token.</param>
    /// <param name="account">Whose.</param>
    /// <returns>The scopes.</returns>
    public virtual PaceRequest Pace(HttpRequestMessage request, Account account) => PaceRequest.None;

    /// <summary>
    /// Reads the window that the body of a 429 names, for a service that says it there; the pacer keeps it for the narrowest scope of <see cref="Pace"/>. Null
    /// where the body names none. Asked only for bodies of at most 16 KiB; the caller has the body all the same. Default null: bodies are left alone.
    /// </summary>
    public virtual Func<ProviderResponse, PaceWindow?>? LimitInBody => null;

    /// <summary>Puts ids on a request; called for every attempt, so that a replay has new ones. Does nothing by default.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ids">Where ids come from.</param>
    public virtual void Stamp(HttpRequestMessage request, IIdGenerator ids)
    {
    }

    /// <summary>Puts the token on a request, then the signature; called for every attempt, so it replaces what an earlier one left.</summary>
    /// <param name="request">The request.</param>
    /// <param name="account">Whose token.</param>
    /// <param name="cancellationToken">Ends the caller's wait.</param>
    /// <returns>Which token it was; completes synchronously when the token is cached.</returns>
    public abstract ValueTask<TokenUse> AuthorizeAsync(HttpRequestMessage request, Account account, CancellationToken cancellationToken);

    /// <summary>What an answer means. By its status by default: 401, 429, and 408 or 5xx.</summary>
    /// <param name="response">The answer; its body is left alone.</param>
    /// <returns>The verdict.</returns>
    public virtual Verdict Judge(HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.StatusCode switch
        {
            < HttpStatusCode.BadRequest => Verdict.Done,
            HttpStatusCode.Unauthorized => Verdict.TokenRefused,
            HttpStatusCode.TooManyRequests => Verdict.Throttled,
            HttpStatusCode.RequestTimeout or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => Verdict.Transient,
            _ => Verdict.Done,
        };
    }
}
