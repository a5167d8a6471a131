namespace GameAuth.Providers;

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
