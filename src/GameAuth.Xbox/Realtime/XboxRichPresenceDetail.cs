namespace GameAuth.Xbox;

/// <summary>What goes on at one device of a player. Immutable.</summary>
/// <param name="Device">The kind of the device, such as <c>Scarlett</c> or <c>Win32</c>.</param>
/// <param name="TitleId">The title, in decimal digits; null where there is none.</param>
/// <param name="Text">One line to show; may be empty.</param>
/// <param name="State">The service's word: <c>Active</c>, <c>LastSeen</c>, or one that is new.</param>
/// <param name="IsGame">Whether the title is a game.</param>
/// <param name="IsPrimary">Whether this is the one to show where there is room for one.</param>
/// <param name="IsBroadcasting">Whether it is broadcast.</param>
public sealed record XboxRichPresenceDetail(string Device, string? TitleId, string Text, string State, bool IsGame, bool IsPrimary, bool IsBroadcasting);
