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

/// <summary>A place in the windows, spent when the request goes out. Disposing it says that the request is over; a spent place stays spent, whatever the answer.</summary>
/// <remarks>Dispose it when the answer has been learnt from: requests that have not ended count as on their way to the server. Safe for use from any thread; only the first of <see cref="GiveBack"/> and dispose counts.</remarks>
public interface IPacePermit : IDisposable
{
    /// <summary>Gives the place back, for a request that was never sent.</summary>
    void GiveBack();

    /// <summary>Learns from the answer: <c>X-RateLimit-*</c>, <c>Retry-After</c> and a 429's status can only tighten the windows.</summary>
    /// <param name="response">The answer; it is only read, never disposed, and its body is left alone.</param>
    void Learn(HttpResponseMessage response);
}

/// <summary>What a request asks of the pacer: a place in every window of every scope that it names.</summary>
/// <param name="Scopes">
/// The scopes whose windows apply, such as <c>xbox/profile/</c> and the account's key; none needs no permit. The narrowest comes first:
/// what the answer says of limits is learnt for that one, or for all of them where it says that the limit is global.
/// </param>
/// <param name="FailFast">True throws <see cref="ThrottledException"/> with the exact earliest time instead of waiting; default false.</param>
/// <param name="Priority">Higher goes first among those that wait for the same scopes; within one priority it is first come, first served. Default 0.</param>
/// <param name="MaxWait">A wait that is going to be longer is refused at once, as with <paramref name="FailFast"/>; null waits as long as it takes. Default null.</param>
public readonly record struct PaceRequest(IReadOnlyList<string> Scopes, bool FailFast = false, int Priority = 0, TimeSpan? MaxWait = null)
{
    /// <summary>No scope: the request is not paced.</summary>
    public static PaceRequest None => default;

    /// <summary>Whether no permit is needed.</summary>
    public bool IsNone => Scopes is null || Scopes.Count == 0;
}
