namespace GameAuth.Xbox;

/// <summary>What an achievement is rewarded with. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxRewardType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>Points of the gamerscore.</summary>
    Gamerscore,

    /// <summary>A picture.</summary>
    Art,

    /// <summary>Something in the title itself.</summary>
    InApp,
}
