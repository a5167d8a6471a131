namespace GameAuth.Providers;

/// <summary>A token that came with another row's answer and waits to be saved.</summary>
internal sealed class SideToken<T>(TokenCacheEntry<T> entry, T token) : SideToken
    where T : class, IToken
{
    public override Task SaveAsync(IReadOnlyList<ParentVersion> lineage, CancellationToken deadline) =>
        entry.AcceptAsync(token, lineage, deadline);
}
