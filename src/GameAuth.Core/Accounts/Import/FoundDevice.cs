namespace GameAuth.Providers;

/// <summary>A device's identity that an importer found.</summary>
internal abstract class FoundDevice
{
    public abstract TokenScope Scope { get; }

    /// <summary>Stores the identity where there is none yet; false where one is there, which stays.</summary>
    public abstract Task<bool> TryTakeAsync(TokenChain chain, CancellationToken cancellationToken);
}
