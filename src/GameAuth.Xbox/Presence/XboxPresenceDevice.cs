namespace GameAuth.Xbox;

/// <summary>A device that a player is on. Immutable.</summary>
/// <param name="Type">Its type in the service's words, such as <c>Scarlett</c>, <c>XboxOne</c>, <c>Win32</c>; may be empty.</param>
/// <param name="Titles">What runs on it.</param>
public sealed record XboxPresenceDevice(string Type, IReadOnlyList<XboxPresenceTitle> Titles);
