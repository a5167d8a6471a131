namespace GameAuth.Hytale;

/// <summary>How what an event tells of went.</summary>
public enum HytaleEventOutcome
{
    /// <summary>It was done.</summary>
    Succeeded,

    /// <summary>It was not done; the event's reason says why.</summary>
    Failed,
}
