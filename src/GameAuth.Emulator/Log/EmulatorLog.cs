namespace GameAuth.Emulator;

/// <summary>Every request that the emulator saw. Thread safe. An event is logged before its answer is sent.</summary>
public sealed class EmulatorLog
{
    private readonly Lock _gate = new();
    private readonly Queue<EmulatorEvent> _events = new();
    private readonly int _capacity;
    private Action<EmulatorEvent>[] _subscribers = [];
    private long _sequence;

    internal EmulatorLog(int capacity) => _capacity = capacity;

    /// <summary>The events so far, oldest first, as a snapshot. Beyond the capacity the oldest are dropped.</summary>
    public IReadOnlyList<EmulatorEvent> Events
    {
        get { lock (_gate) { return [.. _events]; } }
    }

    /// <summary>The events of one step, oldest first, without later findings about them.</summary>
    /// <param name="step">A step name, such as <c>xsts.authorize</c>.</param>
    /// <returns>A snapshot.</returns>
    public IReadOnlyList<EmulatorEvent> Of(string step)
    {
        lock (_gate) { return [.. _events.Where(one => one.Step == step && one.RefersTo is null)]; }
    }

    /// <summary>How many requests of one step came so far.</summary>
    /// <param name="step">A step name, such as <c>login.refresh</c>.</param>
    /// <returns>The number of events that <see cref="Of"/> would return.</returns>
    public int Count(string step) => Of(step).Count;

    /// <summary>Forgets the events so far. Sequence numbers go on.</summary>
    public void Clear()
    {
        lock (_gate) { _events.Clear(); }
    }

    /// <summary>
    /// Calls back for every event from now on, synchronously, before the request is answered. An exception of the
    /// subscriber is swallowed: it must not change what the client sees.
    /// </summary>
    /// <param name="subscriber">What to call; it may be called from several threads, one after the other.</param>
    /// <returns>Ends the subscription when disposed.</returns>
    public IDisposable Subscribe(Action<EmulatorEvent> subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        lock (_gate) { _subscribers = [.. _subscribers, subscriber]; }
        return new Subscription(() => Unsubscribe(subscriber));
    }

    /// <summary>Waits for the first event that fits, past or future, so that a test needs no sleep.</summary>
    /// <param name="fits">Which event to wait for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The event.</returns>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public async Task<EmulatorEvent> WaitForAsync(Func<EmulatorEvent, bool> fits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(fits);
        TaskCompletionSource<EmulatorEvent> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using IDisposable subscription = Subscribe(one =>
        {
            if (fits(one)) { found.TrySetResult(one); }
        });
        return Events.FirstOrDefault(fits) ?? await found.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    internal long NextSequence() => Interlocked.Increment(ref _sequence);

    internal void Add(EmulatorEvent happened)
    {
        lock (_gate)
        {
            _events.Enqueue(happened);
            if (_events.Count > _capacity) { _events.Dequeue(); }
            foreach (Action<EmulatorEvent> subscriber in _subscribers) { Tell(subscriber, happened); }
        }
    }

    private static void Tell(Action<EmulatorEvent> subscriber, EmulatorEvent happened)
    {
        try
        {
            subscriber(happened);
        }
        catch (Exception)
        {
            // A broken observer must not change what the client under test is answered.
        }
    }

    private void Unsubscribe(Action<EmulatorEvent> subscriber)
    {
        lock (_gate) { _subscribers = [.. _subscribers.Where(one => one != subscriber)]; }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
