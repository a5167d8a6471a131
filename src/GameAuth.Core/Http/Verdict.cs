namespace GameAuth.Providers;

/// <summary>What an answer means for the token and for a repetition.</summary>
public enum Verdict
{
    /// <summary>Nothing to do here: the caller gets the answer, whatever its status.</summary>
    Done,

    /// <summary>The token was refused: it is minted again and the request repeated, once.</summary>
    TokenRefused,

    /// <summary>The signature was refused because of the clock, and the scheme has learnt the right time: the request is signed and sent again, once.</summary>
    RetryWithNewProof,

    /// <summary>A limit was hit: the pacer has learnt it, and the caller gets the answer.</summary>
    Throttled,

    /// <summary>The service failed for now: a request that is safe to repeat is repeated after a pause.</summary>
    Transient,
}
