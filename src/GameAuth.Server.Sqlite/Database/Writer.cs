namespace GameAuth.Server.Sqlite;

/// <summary>The one writer of this process: a thread with a connection. What arrives while it flushes a commit goes into the next transaction together (group commit).</summary>
/// <remarks>
/// A flush takes longer than everything else, and costs the same for one operation and for a hundred. An operation that fails does not fail its neighbours: the transaction is undone, and each
/// runs again in one of its own. Nobody has seen a result by then.
/// </remarks>
internal sealed class Writer : IAsyncDisposable
{
    private const int MaxBatch = 128;
    private const int MaxWaiting = 16 * 1024;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<IWriteOperation> _waiting = new();
    private readonly ManualResetEventSlim _arrived = new(initialState: false, spinCount: 0);
    private readonly ManualResetEventSlim _never = new(initialState: false, spinCount: 0);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<Connection> _open;
    private readonly Func<DateTimeOffset> _now;
    private readonly TimeSpan _busyTimeout;
    private Connection? _connection;
    private long _dataVersion;
    private bool _isStopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="connection">Its connection, with no busy handler of SQLite's own.</param>
    /// <param name="open">Opens another one, where a transaction could not be undone.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="busyTimeout">How long it waits for the write lock of another process.</param>
    public Writer(Connection connection, Func<Connection> open, Func<DateTimeOffset> now, TimeSpan busyTimeout)
    {
        _connection = connection;
        _open = open;
        _now = now;
        _busyTimeout = busyTimeout;
        new Thread(Work) { IsBackground = true, Name = "GameAuth SQLite writer" }.Start();
    }

    /// <summary>Gives the writer an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    /// <exception cref="SessionStoreException">Too many wait: the disk does not keep up.</exception>
    public void Add(IWriteOperation operation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isStopping, this);
            if (_waiting.Count >= MaxWaiting)
            {
                throw new SessionStoreException($"{MaxWaiting} operations wait for the disk of the session file: it does not keep up. Send fewer requests, or use a faster disk.") { IsTransient = true };
            }

            _waiting.Enqueue(operation);
            _arrived.Set();
        }
    }

    /// <summary>Finishes what waits, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (!_isStopping)
            {
                _isStopping = true;
                _arrived.Set();
            }
        }

        await _stopped.Task.ConfigureAwait(false);
        _connection?.Dispose();
        _arrived.Dispose();
        _never.Dispose();
    }

    private void Work()
    {
        List<IWriteOperation> batch = new(MaxBatch);
        while (Take(batch))
        {
            Commit(batch);
            batch.Clear();
        }

        _stopped.SetResult();
    }

    private bool Take(List<IWriteOperation> batch)
    {
        while (true)
        {
            lock (_gate)
            {
                while (batch.Count < MaxBatch && _waiting.TryDequeue(out IWriteOperation? operation))
                {
                    if (operation.TryBegin())
                    {
                        batch.Add(operation);
                    }
                }

                if (batch.Count > 0 || _isStopping)
                {
                    return batch.Count > 0;
                }

                _arrived.Reset();
            }

            _arrived.Wait();
        }
    }

    private void Commit(List<IWriteOperation> batch)
    {
        try
        {
            _connection ??= _open();
            LetOthersWrite(_connection);
            Begin(_connection);
        }
        catch (Exception error)
        {
            batch.ForEach(operation => operation.Fail(error));
            return;
        }

        if (TryCommit(batch) is not { } failure)
        {
            batch.ForEach(static operation => operation.Complete());
        }
        else if (batch.Count == 1)
        {
            batch[0].Fail(failure);
        }
        else
        {
            batch.ForEach(operation => Commit([operation]));
        }
    }

    private Exception? TryCommit(List<IWriteOperation> batch)
    {
        try
        {
            batch.ForEach(operation => operation.Run(_connection!, _now()));
            _connection!.Run("COMMIT");
            return null;
        }
        catch (Exception error)
        {
            Undo();
            return error;
        }
    }

    private void Undo()
    {
        try
        {
            // A full disk and a failed one have undone it already.
            if (_connection!.IsInTransaction)
            {
                _connection.Run("ROLLBACK");
            }
        }
        catch (DatabaseException)
        {
            _connection!.Dispose();
            _connection = null;
        }
    }

    private void Begin(Connection connection)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                connection.Run("BEGIN IMMEDIATE");
                return;
            }
            catch (DatabaseException error) when (error.IsBusy && TimeProvider.System.GetElapsedTime(start) < _busyTimeout)
            {
                // SQLite's own handler sleeps up to 100 ms, in which the other process may have taken the lock again and again.
                _never.Wait(Pause);
            }
        }
    }

    /// <summary>Where another process writes too, it has its turn now: whoever commits without a pause keeps the lock from everybody else.</summary>
    private void LetOthersWrite(Connection connection)
    {
        long version = connection.QueryNumber("PRAGMA data_version");
        if (version != _dataVersion)
        {
            _dataVersion = version;
            _never.Wait(Pause);
        }
    }
}
