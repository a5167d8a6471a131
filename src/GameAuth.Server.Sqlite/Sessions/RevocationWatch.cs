namespace GameAuth.Server.Sqlite;

/// <summary>Wakes those who wait for the log: at once for an entry of this process, at the next look for one of another process.</summary>
/// <remarks>
/// <c>PRAGMA data_version</c> says whether another connection has changed the file since the last look (sqlite.org/pragma.html#pragma_data_version). It costs microseconds, and nobody looks while
/// nobody waits. The looks go by the machine's clock, since other processes do not follow a clock that a test has stopped.
/// </remarks>
internal sealed class RevocationWatch(SqliteFile file) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2213", Justification = "It holds managed memory alone: no timer and no wait handle is made of it, and a late caller may still look at it.")]
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Connection? _connection;
    private long _dataVersion;
    private long _head;
    private int _waiting;
    private bool _isClosed;
    private Task _looking = Task.CompletedTask;

    /// <summary>Waits until the log is longer than a position, or the wait has passed.</summary>
    public async ValueTask WaitAsync(long after, TimeSpan wait, CancellationToken cancellationToken)
    {
        Task grown = Join();
        try
        {
            if (wait == TimeSpan.Zero || await file.ReadAsync((after, file.Now), RevocationRows.HasNews, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            await grown.WaitAsync(wait, file.Clock, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller reads again anyhow.
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>This process has appended an entry, or the store is closed.</summary>
    public void Wake()
    {
        TaskCompletionSource grown;
        lock (_gate)
        {
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.TrySetResult();
    }

    /// <summary>Ends the looks; whoever waits is woken.</summary>
    public async ValueTask DisposeAsync()
    {
        Task looking;
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            looking = _looking;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await looking.ConfigureAwait(false);
        _connection?.Dispose();
        _closing.Dispose();
        Wake();
    }

    private Task Join()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(SqliteSessionStore));
            Interlocked.Increment(ref _waiting);
            if (_looking.IsCompleted)
            {
                _looking = LookAsync();
            }

            return _grown.Task;
        }
    }

    private async Task LookAsync()
    {
        while (true)
        {
            await Task.Delay(Interval, TimeProvider.System, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            lock (_gate)
            {
                if (_isClosed || Volatile.Read(ref _waiting) == 0)
                {
                    // Set under the lock, so that who joins now begins the looks again.
                    _looking = Task.CompletedTask;
                    return;
                }
            }

            if (HasGrown())
            {
                Wake();
            }
        }
    }

    private bool HasGrown()
    {
        try
        {
            _connection ??= file.Connect();
            long version = _connection.QueryNumber("PRAGMA data_version");
            if (version == _dataVersion)
            {
                return false;
            }

            _dataVersion = version;
            long head = RevocationRows.Head(_connection);
            bool hasGrown = head != _head;
            _head = head;
            return hasGrown;
        }
        catch (DatabaseException)
        {
            // Whoever waits reads, and hears of it.
            Forget();
            return true;
        }
    }

    private void Forget()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
