namespace GameAuth.Xbox;

/// <summary>How far a player has come with an achievement. Immutable. Its texts came from the service and have been cleaned.</summary>
/// <param name="ServiceConfigId">The service configuration id of the game.</param>
/// <param name="AchievementId">The achievement, such as <c>1</c>; unique within the game.</param>
/// <param name="State">How far.</param>
/// <param name="UnlockedAt">When it was unlocked; null while it is not.</param>
/// <param name="Requirements">What it takes; may be empty.</param>
public sealed record XboxAchievementProgress(
    string ServiceConfigId, string AchievementId, XboxAchievementState State, DateTimeOffset? UnlockedAt, IReadOnlyList<XboxAchievementRequirement> Requirements);
