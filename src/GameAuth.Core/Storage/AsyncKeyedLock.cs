using GameAuth.Providers;

namespace GameAuth.Storage;

/// <summary>Asynchronous locks by name within one process. Waiters get a lock in the order in which they came, which SemaphoreSlim does not promise.</summary>
internal sealed class AsyncKeyedLock(TimeProvider time)
{
    // A name is present while its lock is held; its list has the waiters.
    private readonly Dictionary<string, LinkedList<TaskCompletionSource>> _held = new(StringComparer.Ordinal);

    /// <summary>Enters, or returns null when the wait has passed.</summary>
    public async ValueTask<IDisposable?> EnterAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> waiter;
        lock (_held)
        {
            if (!_held.TryGetValue(name, out LinkedList<TaskCompletionSource>? queue))
            {
                _held.Add(name, new LinkedList<TaskCompletionSource>());
                return new Releaser(this, name);
            }

            if (wait == TimeSpan.Zero)
            {
                return null;
            }

            waiter = queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        return await WaitAsync(name, waiter, wait, cancellationToken).ConfigureAwait(false) ? new Releaser(this, name) : null;
    }

    private async ValueTask<bool> WaitAsync(string name, LinkedListNode<TaskCompletionSource> waiter, TimeSpan wait, CancellationToken cancellationToken)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using TimeLimit limit = new(wait, time, either);
        try
        {
            await waiter.Value.Task.WaitAsync(either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The holder may have handed over the lock at this moment. Then it belongs to this waiter, late or not.
            return !TryLeaveQueue(waiter);
        }
        catch (OperationCanceledException)
        {
            if (!TryLeaveQueue(waiter))
            {
                Release(name);
            }

            throw;
        }
    }

    private bool TryLeaveQueue(LinkedListNode<TaskCompletionSource> waiter)
    {
        lock (_held)
        {
            LinkedList<TaskCompletionSource>? queue = waiter.List;
            queue?.Remove(waiter);
            return queue is not null;
        }
    }

    private void Release(string name)
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

    private sealed class Releaser(AsyncKeyedLock owner, string name) : IDisposable
    {
        private AsyncKeyedLock? _owner = owner;

        public void Dispose() => Interlocked.Exchange(ref _owner, null)?.Release(name);
    }
}

/// <summary>A lease that can't be lost while its holder lives: a held lock, a locked file.</summary>
internal sealed class HeldLease(IDisposable held) : IStoreLease
{
    public CancellationToken Lost => CancellationToken.None;

    public ValueTask DisposeAsync()
    {
        held.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Runs an initialization once, for all callers at the same time and after. After a failure the next call runs it again, since the cause may pass.</summary>
internal sealed class AsyncInitializer(Func<Task> action)
{
    private readonly Lock _gate = new();
    private volatile Task? _running;

    public ValueTask EnsureAsync(CancellationToken cancellationToken)
    {
        if (_running is { IsCompletedSuccessfully: true })
        {
            return default;
        }

        lock (_gate)
        {
            if (_running is null or { IsFaulted: true } or { IsCanceled: true })
            {
                // The cancellation of one caller must not fail the others, so the work itself has no token.
                _running = Task.Run(action, CancellationToken.None);
            }

            return new(_running.WaitAsync(cancellationToken));
        }
    }

    /// <summary>Runs it again at the next call.</summary>
    public void Reset() => _running = null;
}
