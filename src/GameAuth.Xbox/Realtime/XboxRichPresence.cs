namespace GameAuth.Xbox;

/// <summary>A player's presence as friends see it. Immutable. Its texts came from the service and have been cleaned.</summary>
/// <param name="Xuid">The player.</param>
/// <param name="State">The service's word: <c>Online</c>, <c>Away</c>, <c>Offline</c>, or one that is new; empty where it says none.</param>
/// <param name="Text">One line to show, such as the game; empty where there is none.</param>
/// <param name="DeviceType">The kind of the device, such as <c>XboxOne</c>; null where the service does not say.</param>
/// <param name="Details">What goes on, per device and title; may be empty.</param>
public sealed record XboxRichPresence(string Xuid, string State, string Text, string? DeviceType, IReadOnlyList<XboxRichPresenceDetail> Details)
{
    /// <summary>Whether the player is online.</summary>
    public bool IsOnline => string.Equals(State, "Online", StringComparison.OrdinalIgnoreCase);
}
