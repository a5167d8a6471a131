namespace GameAuth.Providers;

/// <summary>A token that came with another row's answer and waits to be saved.</summary>
internal abstract class SideToken
{
    public abstract Task SaveAsync(IReadOnlyList<ParentVersion> lineage, CancellationToken deadline);
}
