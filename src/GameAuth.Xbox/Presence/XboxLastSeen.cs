namespace GameAuth.Xbox;

/// <summary>Where a player was last. Immutable.</summary>
/// <param name="DeviceType">The device's type in the service's words; may be empty.</param>
/// <param name="TitleId">The title's id, decimal digits; may be empty.</param>
/// <param name="TitleName">The title's name; may be empty.</param>
/// <param name="Timestamp">When (UTC); null where the service does not say.</param>
public sealed record XboxLastSeen(string DeviceType, string TitleId, string TitleName, DateTimeOffset? Timestamp);
