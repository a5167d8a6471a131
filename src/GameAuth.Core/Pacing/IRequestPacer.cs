namespace GameAuth.Providers;

/// <summary>Permits under several windows at once, for HTTP requests and socket frames alike. Safe for use from any thread.</summary>
public interface IRequestPacer
{
    /// <summary>Waits for a place in every window of the request's scopes, reserved as one.</summary>
    /// <param name="request">The scopes and the manner of waiting.</param>
    /// <param name="cancellationToken">Gives the place back and ends the wait.</param>
    /// <returns>The permit; it completes synchronously when there is room.</returns>
    /// <exception cref="ThrottledException">The request fails fast and there is no room now.</exception>
    ValueTask<IPacePermit> AcquireAsync(PaceRequest request, CancellationToken cancellationToken);

    /// <summary>When a request would be let through if it came now; costs nothing.</summary>
    /// <param name="request">The scopes.</param>
    /// <returns>The earliest time; now when there is room.</returns>
    DateTimeOffset Estimate(PaceRequest request);

    /// <summary>Holds a scope back until a time that an answer's body named; it can only tighten.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="until">No request of this scope goes out before.</param>
    void Freeze(string scope, DateTimeOffset until);

    /// <summary>Keeps a window that an answer's body named, beside those of the rules; it can only tighten, and is forgotten when it is not named again.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="window">The window, such as the <c>maxRequests</c> and <c>periodInSeconds</c> of an Xbox 429 (Microsoft Game Development Kit, "Fine-grained rate limiting").</param>
    /// <exception cref="ArgumentOutOfRangeException">The window has no permit, no period, or one longer than 31 days.</exception>
    void Learn(string scope, PaceWindow window);
}
