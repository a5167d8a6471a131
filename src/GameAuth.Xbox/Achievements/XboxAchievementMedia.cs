namespace GameAuth.Xbox;

/// <summary>A picture of an achievement. Immutable.</summary>
/// <param name="Address">Where it is: https on a host of Microsoft's.</param>
/// <param name="Type">What it is for, in the service's words: <c>Icon</c>, <c>Art</c>; may be empty.</param>
/// <param name="Name">Its file name or title; may be empty.</param>
public sealed record XboxAchievementMedia(Uri Address, string Type, string Name);
