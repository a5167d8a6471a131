namespace GameAuth.Emulator;

/// <summary>What the emulator found when it checked a request's proof-of-possession signature.</summary>
public enum SignatureVerdict
{
    /// <summary>The request carried no signature.</summary>
    Absent,

    /// <summary>The signature covers the bytes received, was made with the right key, and is fresh where freshness is checked.</summary>
    Verified,

    /// <summary>
    /// The signature is well formed, but no key is known yet that it could be checked with. A later event whose
    /// <see cref="EmulatorEvent.RefersTo"/> names this one has the verdict.
    /// </summary>
    Deferred,

    /// <summary>The signature is right, but its timestamp is outside the endpoint's window.</summary>
    Stale,

    /// <summary>The signature is malformed, covers other bytes, or was made with another key.</summary>
    Bad,
}
