namespace GameAuth.Storage;

/// <summary>Locks by name within one process: asynchronous, and first come, first served, which SemaphoreSlim does not promise.</summary>
internal sealed class FifoLocks(TimeProvider time)
{
    // A name is present while it is held; its list has those who wait.
    private readonly Dictionary<string, LinkedList<TaskCompletionSource>> _held = new(StringComparer.Ordinal);

    /// <summary>Enters, or returns null when the wait has passed.</summary>
    public async ValueTask<IDisposable?> EnterAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> mine;
        lock (_held)
        {
            if (!_held.TryGetValue(name, out LinkedList<TaskCompletionSource>? queue))
            {
                _held.Add(name, new LinkedList<TaskCompletionSource>());
                return new Place(this, name);
            }

            if (wait == TimeSpan.Zero)
            {
                return null;
            }

            mine = queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return await WaitAsync(name, mine, wait, cancellationToken).ConfigureAwait(false) ? new Place(this, name) : null;
    }

    private async ValueTask<bool> WaitAsync(string name, LinkedListNode<TaskCompletionSource> mine, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await mine.Value.Task.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            // Whoever let go at this very moment has handed over the lock: then it is ours, late or not.
            return !Abandon(mine);
        }
        catch (OperationCanceledException)
        {
            if (!Abandon(mine))
            {
                Leave(name);
            }

            throw;
        }
    }

    private bool Abandon(LinkedListNode<TaskCompletionSource> mine)
    {
        lock (_held)
        {
            LinkedList<TaskCompletionSource>? queue = mine.List;
            queue?.Remove(mine);
            return queue is not null;
        }
    }

    private void Leave(string name)
    {
        lock (_held)
        {
            LinkedList<TaskCompletionSource> queue = _held[name];
            if (queue.First is { } next)
            {
                queue.RemoveFirst();
                next.Value.SetResult();
            }
            else
            {
                _held.Remove(name);
            }
        }
    }

    private sealed class Place(FifoLocks owner, string name) : IDisposable
    {
        private FifoLocks? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Leave(name);
    }
}
