namespace GameAuth.Xbox;

/// <summary>The time in which a challenge can be unlocked. Immutable.</summary>
/// <param name="Start">From when on (UTC); null where the service does not say.</param>
/// <param name="End">Until when (UTC); null where the service does not say.</param>
public sealed record XboxTimeWindow(DateTimeOffset? Start, DateTimeOffset? End);
