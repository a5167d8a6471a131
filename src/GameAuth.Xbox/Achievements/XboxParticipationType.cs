namespace GameAuth.Xbox;

/// <summary>Who works on an achievement. The service may have further words, which are <see cref="Unknown"/>.</summary>
public enum XboxParticipationType
{
    /// <summary>The service said something else, or nothing.</summary>
    Unknown,

    /// <summary>The player alone.</summary>
    Individual,

    /// <summary>A group of players.</summary>
    Group,
}
