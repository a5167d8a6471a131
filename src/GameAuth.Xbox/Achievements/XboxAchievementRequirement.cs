namespace GameAuth.Xbox;

/// <summary>One thing to do for an achievement. Immutable.</summary>
public sealed record XboxAchievementRequirement
{
    /// <summary>Its id; may be empty.</summary>
    public required string Id { get; init; }

    /// <summary>How far the player is, such as <c>3</c>; null before anything was done.</summary>
    public string? Current { get; init; }

    /// <summary>Where the player has to get, such as <c>10</c>; may be empty.</summary>
    public required string Target { get; init; }

    /// <summary>How the service adds up, in its words, such as <c>Sum</c>; may be empty.</summary>
    public string OperationType { get; init; } = "";

    /// <summary>What the values are, in the service's words, such as <c>Integer</c>; may be empty.</summary>
    public string ValueType { get; init; } = "";

    /// <summary>Whose doing counts.</summary>
    public XboxParticipationType ParticipationType { get; init; }

    /// <summary>How much of it is done, from 0 to 1; 0 where the values are no numbers.</summary>
    public double Fraction => Lenient.Number(Current) is > 0 and { } current && Lenient.Number(Target) is > 0 and { } target ? Math.Min(current / target, 1) : 0;
}
