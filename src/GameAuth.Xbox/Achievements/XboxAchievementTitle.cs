namespace GameAuth.Xbox;

/// <summary>A title that an achievement belongs to. Immutable.</summary>
/// <param name="TitleId">Its title id, decimal digits.</param>
/// <param name="Name">Its name; may be empty.</param>
public sealed record XboxAchievementTitle(string TitleId, string Name);
