namespace GameAuth.Providers;

/// <summary>A token that came with another row's answer and waits to be saved.</summary>
internal sealed class Delivery<T>(TokenSlot<T> slot, T token) : Delivery
    where T : class, IToken
{
    public override Task SaveAsync(IReadOnlyList<Ancestor> lineage, CancellationToken deadline) =>
        slot.AcceptAsync(token, lineage, deadline);
}
