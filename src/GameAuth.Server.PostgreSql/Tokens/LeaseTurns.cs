namespace GameAuth.Server.PostgreSql;

/// <summary>The turns of this process's callers for each lease, in the order in which they came: one of them at a time asks the database.</summary>
internal sealed class LeaseTurns(TimeProvider time)
{
    // The end of the last turn of each name; a name whose turns have all ended is not here.
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);

    /// <summary>Waits for its turn, or returns null when the wait has passed.</summary>
    public async ValueTask<IDisposable?> TakeAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        Turn turn = new(this, name);
        Task before;
        lock (_last)
        {
            before = _last.GetValueOrDefault(name, Task.CompletedTask);
            if (!before.IsCompleted && wait == TimeSpan.Zero)
            {
                return null;
            }

            _last[name] = turn.Ended;
        }

        try
        {
            await before.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The place in the queue goes on when the one before it ends.
            _ = before.ContinueWith(static (_, turn) => ((Turn)turn!).Dispose(), turn, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return e is TimeoutException ? null : throw e;
        }
    }

    private sealed class Turn(LeaseTurns owner, string name) : IDisposable
    {
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _end.Task;

        public void Dispose()
        {
            lock (owner._last)
            {
                if (owner._last.GetValueOrDefault(name) == Ended)
                {
                    owner._last.Remove(name);
                }
            }

            _end.TrySetResult();
        }
    }
}
