namespace GameAuth.Providers;

/// <summary>The connection that stands, or the wait for the next one. Safe for use from any thread.</summary>
internal sealed class CurrentConnection<TConnection>
    where TConnection : class, ISocketConnection
{
    private readonly Lock _gate = new();
    private TaskCompletionSource<TConnection?> _next = Wait();
    private Exception? _end;

    public bool IsConnected
    {
        get
        {
            lock (_gate)
            {
                return _next.Task is { IsCompleted: true, Result.Lost.IsCompleted: false };
            }
        }
    }

    public bool HasEnded => Volatile.Read(ref _end) is not null;

    /// <summary>The connection that stands; where that one is lost already, the next. One that stands is handed out without a wait, and nothing is allocated.</summary>
    /// <exception cref="Exception">What ended it.</exception>
    public Task<TConnection> GetAsync(CancellationToken cancellationToken)
    {
        Task<TConnection?> next;
        lock (_gate)
        {
            if (_next.Task is { IsCompleted: true, Result: { } current })
            {
                if (!current.Lost.IsCompleted)
                {
                    return _next.Task!;
                }

                _next = Wait();
            }

            next = _next.Task;
        }

        return NextAsync(next, cancellationToken);
    }

    public void Set(TConnection connection) => Replace(connection);

    /// <summary>The connection is lost; does nothing when another one stands already.</summary>
    public void Lose(TConnection connection)
    {
        lock (_gate)
        {
            if (_next.Task is { IsCompleted: true, Result: { } current } && current == connection)
            {
                _next = Wait();
            }
        }
    }

    public void End(Exception after)
    {
        Volatile.Write(ref _end, after);
        Replace(null);
    }

    private static TaskCompletionSource<TConnection?> Wait() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task<TConnection> NextAsync(Task<TConnection?> next, CancellationToken cancellationToken) =>
        await next.WaitAsync(cancellationToken).ConfigureAwait(false) ?? throw _end!;

    private void Replace(TConnection? connection)
    {
        lock (_gate)
        {
            if (_next.Task.IsCompleted)
            {
                _next = Wait();
            }

            _next.SetResult(connection);
        }
    }
}

/// <summary>The subscriptions that are made again on each connection. Safe for use from any thread.</summary>
internal sealed class SocketSubscriptions<TConnection>(string provider, string step, int most)
    where TConnection : class, ISocketConnection
{
    private readonly Lock _gate = new();
    private readonly List<ISocketSubscription<TConnection>> _all = [];
    private Exception? _end;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    /// <exception cref="IllegalStepException">There are as many as may be.</exception>
    /// <exception cref="Exception">What ended them.</exception>
    public void Add(ISocketSubscription<TConnection> subscription)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                throw _end;
            }

            if (_all.Count >= most)
            {
                throw new IllegalStepException($"{provider}: there are {most} subscriptions on this connection already; dispose some. Nothing was sent.")
                { Provider = provider, Step = step };
            }

            _all.Add(subscription);
        }
    }

    public void Remove(ISocketSubscription<TConnection> subscription)
    {
        lock (_gate)
        {
            _all.Remove(subscription);
        }
    }

    /// <summary>Those that were made once, but not on this connection. One that never was is made by whoever asked for it.</summary>
    public IReadOnlyList<ISocketSubscription<TConnection>> NotOn(TConnection connection)
    {
        lock (_gate)
        {
            return [.. _all.Where(one => one.Connection is { } on && on != connection)];
        }
    }

    /// <summary>Ends every one, with an error or quietly, and refuses new ones.</summary>
    public void End(Exception? failure, Exception after)
    {
        ISocketSubscription<TConnection>[] all;
        lock (_gate)
        {
            _end = after;
            all = [.. _all];
            _all.Clear();
        }

        foreach (ISocketSubscription<TConnection> subscription in all)
        {
            subscription.End(failure);
        }
    }
}
