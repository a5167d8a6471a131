namespace GameAuth.Hytale;

/// <summary>How many game sessions of an account can be kept alive under its limits. Immutable.</summary>
/// <param name="Live">How many this process keeps alive now.</param>
/// <param name="Sustainable">How many it can: each costs one refresh in the 54 minutes that lie between two of them, and the refreshes of an hour are limited.</param>
public sealed record HytaleSessionBudget(int Live, int Sustainable)
{
    /// <summary>Whether one more can be kept alive.</summary>
    public bool HasRoom => Live < Sustainable;
}
