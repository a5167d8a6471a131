namespace GameAuth.Storage;

/// <summary>Whoever has in memory, or elsewhere, what belongs to rows that are about to be deleted.</summary>
internal interface IForgetful
{
    /// <summary>The rows are about to go, and not by another process.</summary>
    Task BeforeForgettingAsync(CancellationToken cancellationToken);

    /// <summary>The rows are gone.</summary>
    void Forget();
}
