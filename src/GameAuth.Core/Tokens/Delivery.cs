namespace GameAuth.Providers;

/// <summary>A token that came with another row's answer and waits to be saved.</summary>
internal abstract class Delivery
{
    public abstract Task SaveAsync(IReadOnlyList<Ancestor> lineage, CancellationToken deadline);
}
