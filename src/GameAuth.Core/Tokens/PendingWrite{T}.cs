namespace GameAuth.Providers;

/// <summary>A token that was minted and could not be saved: kept in memory and saved before anything else happens to its row.</summary>
/// <param name="Token">The token.</param>
/// <param name="Lineage">What it was minted from.</param>
/// <param name="Spent">The row that its mint presented; a row with another token wins over it.</param>
internal sealed record PendingWrite<T>(T Token, IReadOnlyList<ParentVersion> Lineage, TokenRow<T> Spent)
    where T : class, IToken;
