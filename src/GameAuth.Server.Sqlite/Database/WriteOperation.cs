namespace GameAuth.Server.Sqlite;

/// <summary>Work for the writer: it runs in a transaction that it may share with others, and may run again where that transaction failed.</summary>
internal interface IWriteOperation
{
    /// <summary>Takes it out of the reach of its caller's cancellation.</summary>
    /// <returns>False where the caller has given up; then it must not run.</returns>
    bool TryBegin();

    /// <summary>Runs it and keeps the result.</summary>
    /// <param name="connection">The writer's connection, in a transaction.</param>
    /// <param name="now">The store's time.</param>
    void Run(Connection connection, DateTimeOffset now);

    /// <summary>Tells the result: its transaction is on the disk.</summary>
    void Complete();

    /// <summary>Tells the failure.</summary>
    /// <param name="error">What failed.</param>
    void Fail(Exception error);
}

/// <summary>Work for the writer that yields a value.</summary>
/// <typeparam name="TState">What it works on.</typeparam>
/// <typeparam name="TResult">What it yields.</typeparam>
internal sealed class WriteOperation<TState, TResult>(TState state, Func<Connection, TState, DateTimeOffset, TResult> run)
    : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously), IWriteOperation
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Cancelled = 2;

    private CancellationTokenRegistration _cancellation;
    private TResult _result = default!;
    private int _phase = Waiting;

    /// <summary>Lets the caller give up while the work waits. Work that has begun is finished: the caller's buffers are read meanwhile.</summary>
    /// <param name="cancellationToken">The caller's token.</param>
    public void CancelWith(CancellationToken cancellationToken) => _cancellation = cancellationToken.UnsafeRegister(
        static (operation, token) =>
        {
            WriteOperation<TState, TResult> self = (WriteOperation<TState, TResult>)operation!;
            if (Interlocked.CompareExchange(ref self._phase, Cancelled, Waiting) == Waiting)
            {
                self.TrySetCanceled(token);
            }
        },
        this);

    public bool TryBegin() => Interlocked.CompareExchange(ref _phase, Begun, Waiting) == Waiting;

    public void Run(Connection connection, DateTimeOffset now) => _result = run(connection, state, now);

    public void Complete()
    {
        _cancellation.Unregister();
        TrySetResult(_result);
    }

    public void Fail(Exception error)
    {
        _cancellation.Unregister();
        TrySetException(error);
    }
}
