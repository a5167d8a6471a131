namespace GameAuth.Jose;

/// <summary>What a key cache has done so far, for metrics.</summary>
/// <param name="Fetches">Fetches that were begun.</param>
/// <param name="FailedFetches">Fetches that failed, took too long, or brought no usable key.</param>
/// <param name="CooldownRefusals">Lookups of unknown ids that caused no fetch, since one was too short a time ago.</param>
/// <param name="NegativeHits">Lookups of ids that a fetch had not brought shortly before.</param>
/// <param name="Generation">How often the keys have changed.</param>
/// <param name="KeyCount">How many keys there are now.</param>
/// <param name="Age">The time since the last answer; null before the first one.</param>
public sealed record JwksCacheStatistics(
    long Fetches,
    long FailedFetches,
    long CooldownRefusals,
    long NegativeHits,
    long Generation,
    int KeyCount,
    TimeSpan? Age);
