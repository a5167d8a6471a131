namespace GameAuth.Server.Sqlite;

/// <summary>The database of a process: one writer and some readers over one file. The session store and the token store of a host share it.</summary>
internal sealed class SqliteFile : IAsyncDisposable, IDisposable
{
    private readonly SqliteStoreOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<string, string?> _networkFileSystem;
    private readonly Lock _gate = new();
    private Task<Opened>? _opening;
    private volatile Opened? _opened;
    private volatile bool _isClosed;

    /// <summary>Names a file. Nothing is opened yet.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="clock">The store's clock.</param>
    /// <param name="networkFileSystem">Yields the file system of a directory where that is one of a network; null for the machine's word.</param>
    public SqliteFile(SqliteStoreOptions options, TimeProvider clock, Func<string, string?>? networkFileSystem = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrWhiteSpace(options.Path, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BusyTimeout, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.BusyTimeout, TimeSpan.FromMinutes(1), nameof(options));
        Path = System.IO.Path.GetFullPath(options.Path);
        _options = options;
        _clock = clock;
        _networkFileSystem = networkFileSystem ?? NetworkFileSystems.Find;
    }

    /// <summary>The full path of the file.</summary>
    public string Path { get; }

    /// <summary>The store's clock.</summary>
    public TimeProvider Clock => _clock;

    /// <summary>The store's time, as it can be stored.</summary>
    public DateTimeOffset Now => StoredTime.Round(_clock.GetUtcNow());

    /// <summary>Opens the file once; every other member needs it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask OpenAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return _opened is null ? new ValueTask(OpenOnceAsync(cancellationToken)) : ValueTask.CompletedTask;
    }

    /// <summary>Reads what is committed, on the caller's thread: a read of a few rows takes microseconds.</summary>
    /// <typeparam name="TState">What is asked for.</typeparam>
    /// <typeparam name="TResult">What is read.</typeparam>
    /// <param name="state">What is asked for.</param>
    /// <param name="read">Reads it.</param>
    /// <param name="cancellationToken">Checked before the read.</param>
    public async ValueTask<TResult> ReadAsync<TState, TResult>(TState state, Func<Connection, TState, TResult> read, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return Current.Readers.Read(state, read);
        }
        catch (DatabaseException error)
        {
            throw DatabaseErrors.Explain(error, Path);
        }
    }

    /// <summary>Runs a write in a transaction, which is on the disk when the task ends.</summary>
    /// <typeparam name="TState">What is written.</typeparam>
    /// <typeparam name="TResult">What the write yields.</typeparam>
    /// <param name="state">What is written.</param>
    /// <param name="write">Writes it. It may run twice, and sees the database as it is then; it must not do anything else than that.</param>
    /// <param name="cancellationToken">Ends the wait; what has begun is finished.</param>
    public async ValueTask<TResult> WriteAsync<TState, TResult>(
        TState state, Func<Connection, TState, DateTimeOffset, TResult> write, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        WriteOperation<TState, TResult> operation = new(state, write);
        operation.CancelWith(cancellationToken);
        Current.Writer.Add(operation);
        try
        {
            return await operation.Task.ConfigureAwait(false);
        }
        catch (DatabaseException error)
        {
            throw DatabaseErrors.Explain(error, Path);
        }
    }

    /// <summary>Opens one more connection, for whoever needs his own.</summary>
    public Connection Connect() => OpenConnection(_options.BusyTimeout);

    /// <summary>Finishes what was begun, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<Opened>? opening;
        lock (_gate)
        {
            _isClosed = true;
            opening = _opening;
        }

        if (opening is null)
        {
            return;
        }

        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
        {
            Opened opened = await opening.ConfigureAwait(false);
            await opened.Writer.DisposeAsync().ConfigureAwait(false);
            opened.Readers.Dispose();
        }
    }

    /// <summary>The same as <see cref="DisposeAsync"/>; it waits.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private Opened Current => _opened ?? throw new InvalidOperationException("The file is not open.");

    private async Task OpenOnceAsync(CancellationToken cancellationToken)
    {
        Task<Opened> opening;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_opening is null or { IsFaulted: true })
            {
                // Who gives up does not fail the others, so the work itself has no token.
                _opening = Task.Run(Open, CancellationToken.None);
            }

            opening = _opening;
        }

        try
        {
            _opened = await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DatabaseException error)
        {
            throw DatabaseErrors.Explain(error, Path);
        }
    }

    private Opened Open()
    {
        DatabaseFile.Prepare(Path, mayCreate: _options.MigrateOnStart, _networkFileSystem);
        if (!File.Exists(Path))
        {
            throw Schema.Current.Needed(Path, version: 0);
        }

        using (Connection first = OpenConnection(_options.BusyTimeout))
        {
            Schema.Current.Prepare(first, Path, _options.MigrateOnStart);
        }

        // The writer waits for other processes itself.
        return new Opened(
            new Writer(OpenConnection(TimeSpan.Zero), () => OpenConnection(TimeSpan.Zero), () => Now, _options.BusyTimeout),
            new Readers(() => OpenConnection(_options.BusyTimeout)));
    }

    private Connection OpenConnection(TimeSpan busyTimeout)
    {
        Connection connection = Connection.Open(Path, busyTimeout);
        try
        {
            // A commit is on the disk before it is told. What was deleted is overwritten: a sealed first answer dies with its acknowledgement.
            connection.Execute("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF;");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private sealed record Opened(Writer Writer, Readers Readers);
}

/// <summary>Connections for reads: as many as threads read at once.</summary>
internal sealed class Readers(Func<Connection> open) : IDisposable
{
    private const int MaxIdle = 16;

    private readonly Lock _gate = new();
    private readonly Stack<Connection> _idle = new();
    private bool _isClosed;

    /// <summary>Reads with a connection of this thread's own.</summary>
    public TResult Read<TState, TResult>(TState state, Func<Connection, TState, TResult> read)
    {
        Connection connection = Rent();
        bool hasRead = false;
        try
        {
            TResult result = read(connection, state);
            hasRead = true;
            return result;
        }
        finally
        {
            Return(connection, hasRead);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_idle.TryPop(out Connection? connection))
            {
                connection.Dispose();
            }
        }
    }

    private Connection Rent()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_idle.TryPop(out Connection? connection))
            {
                return connection;
            }
        }

        return open();
    }

    private void Return(Connection connection, bool isGood)
    {
        lock (_gate)
        {
            if (isGood && !_isClosed && _idle.Count < MaxIdle)
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }
}
