namespace GameAuth.Providers;

/// <summary>A device identity that has a proof key, seen by those who delete its rows.</summary>
internal interface IProofKeyHolder
{
    /// <summary>The key that the identity of a chain has in the store; null where there is none, or no row that can be read.</summary>
    Task<StoredProofKey?> ReadKeyAsync(TokenChain chain, CancellationToken cancellationToken);
}
