namespace GameAuth.Xbox;

/// <summary>The kind of an achievement. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxAchievementType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>It can be unlocked at any time.</summary>
    Persistent,

    /// <summary>It can be unlocked within its <see cref="XboxAchievement.TimeWindow"/> only, and gives no gamerscore.</summary>
    Challenge,
}
