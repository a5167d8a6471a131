namespace GameAuth.Xbox;

/// <summary>How far a player is with the achievements of a title. Immutable. A number that the service does not give is zero.</summary>
public sealed record XboxTitleProgress
{
    /// <summary>How many are unlocked.</summary>
    public int CurrentAchievements { get; init; }

    /// <summary>How many there are; zero also where the service does not count them.</summary>
    public int TotalAchievements { get; init; }

    /// <summary>How many points the player has.</summary>
    public int CurrentGamerscore { get; init; }

    /// <summary>How many points there are.</summary>
    public int TotalGamerscore { get; init; }

    /// <summary>The share of the points, from 0 to 100.</summary>
    public double ProgressPercentage { get; init; }

    /// <summary>2 for a title whose achievements <see cref="XboxAchievements"/> has, 1 for one of the Xbox 360, whose are kept elsewhere; 0 where the service does not say.</summary>
    public int SourceVersion { get; init; }
}
