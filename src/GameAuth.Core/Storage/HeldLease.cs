namespace GameAuth.Storage;

/// <summary>A lease that cannot be lost while its holder lives: a place in a queue, a locked file.</summary>
internal sealed class HeldLease(params IDisposable[] held) : IStoreLease
{
    public CancellationToken Lost => CancellationToken.None;

    public ValueTask DisposeAsync()
    {
        foreach (IDisposable part in held)
        {
            part.Dispose();
        }

        return ValueTask.CompletedTask;
    }
}
