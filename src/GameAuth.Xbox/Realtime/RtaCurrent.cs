namespace GameAuth.Xbox;

/// <summary>The connection that stands, or the wait for the next one. Safe for use from any thread.</summary>
internal sealed class RtaCurrent
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<RtaSession?> _session = Wait();
    private Exception? _end;

    public RtaCurrent(RtaSession first) => _session.SetResult(first);

    public bool IsConnected
    {
        get
        {
            lock (_gate)
            {
                return _session.Task is { IsCompleted: true, Result.Lost.IsCompleted: false };
            }
        }
    }

    /// <exception cref="Exception">What ended it.</exception>
    public async Task<RtaSession> GetAsync(CancellationToken cancellationToken)
    {
        Task<RtaSession?> next;
        lock (_gate)
        {
            next = _session.Task;
        }

        return await next.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw _end!;
    }

    public void Set(RtaSession session) => Replace(session);

    /// <summary>The connection is lost; does nothing when another one stands already.</summary>
    public void Lose(RtaSession session)
    {
        lock (_gate)
        {
            if (_session.Task is { IsCompleted: true, Result: { } current } && current == session)
            {
                _session = Wait();
            }
        }
    }

    public void End(Exception after)
    {
        _end = after;
        Replace(null);
    }

    private static TaskCompletionSource<RtaSession?> Wait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Replace(RtaSession? session)
    {
        lock (_gate)
        {
            if (_session.Task.IsCompleted)
            {
                _session = Wait();
            }

            _session.SetResult(session);
        }
    }
}
