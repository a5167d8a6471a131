namespace GameAuth.Xbox;

/// <summary>How far a player is with an achievement. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxAchievementState
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>Not begun.</summary>
    NotStarted,

    /// <summary>Begun, not unlocked.</summary>
    InProgress,

    /// <summary>Unlocked.</summary>
    Achieved,
}
