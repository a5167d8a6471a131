namespace GameAuth.Xbox;

/// <summary>How far a player has come with an achievement.</summary>
public enum XboxProgressState
{
    /// <summary>The service says something that this version does not know.</summary>
    Unknown,

    /// <summary>Not begun (<c>NotStarted</c>, <c>NotAchieved</c>).</summary>
    NotStarted,

    /// <summary>Begun (<c>InProgress</c>).</summary>
    InProgress,

    /// <summary>Unlocked (<c>Achieved</c>).</summary>
    Achieved,
}
