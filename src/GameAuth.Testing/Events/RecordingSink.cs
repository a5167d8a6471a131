namespace GameAuth.Testing;

/// <summary>Keeps every event of the SDK in order. Register it as an <see cref="IAuthEventSink"/>.</summary>
/// <remarks>Safe for use from any thread; never blocks.</remarks>
public sealed class RecordingSink : IAuthEventSink
{
    private readonly Lock _gate = new();
    private readonly List<AuthEvent> _events = [];
    private readonly List<(Func<AuthEvent, bool> IsIt, TaskCompletionSource<AuthEvent> Found)> _awaited = [];

    /// <summary>The events so far, the first first: a copy.</summary>
    public IReadOnlyList<AuthEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The names of the events so far, the first first.</summary>
    public IReadOnlyList<string> Names => [.. Events.Select(static happened => happened.Name)];

    /// <inheritdoc/>
    public void OnEvent(AuthEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        List<TaskCompletionSource<AuthEvent>> found = [];
        lock (_gate)
        {
            _events.Add(happened);
            _awaited.RemoveAll(awaited =>
            {
                if (!awaited.IsIt(happened))
                {
                    return awaited.Found.Task.IsCompleted;
                }

                found.Add(awaited.Found);
                return true;
            });
        }

        found.ForEach(source => source.TrySetResult(happened));
    }

    /// <summary>Forgets the events so far.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _events.Clear();
        }
    }

    /// <summary>Waits for an event of a name, unless one is there already.</summary>
    /// <param name="name">The event's <see cref="AuthEvent.Name"/>, such as <c>token.refreshed</c>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The first such event.</returns>
    public Task<AuthEvent> WaitForAsync(string name, CancellationToken cancellationToken = default) =>
        WaitForAsync(happened => string.Equals(happened.Name, name, StringComparison.Ordinal), cancellationToken);

    /// <summary>Waits for an event, unless one is there already.</summary>
    /// <param name="isIt">Says whether an event is the one; called under a lock, so it must be quick.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The first such event.</returns>
    public Task<AuthEvent> WaitForAsync(Func<AuthEvent, bool> isIt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(isIt);
        lock (_gate)
        {
            if (_events.Find(happened => isIt(happened)) is { } there)
            {
                return Task.FromResult(there);
            }

            TaskCompletionSource<AuthEvent> found = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((isIt, found));
            return WaitAsync(found, cancellationToken);
        }
    }

    private static async Task<AuthEvent> WaitAsync(TaskCompletionSource<AuthEvent> found, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration cancelled = cancellationToken.UnsafeRegister(static (source, token) => ((TaskCompletionSource<AuthEvent>)source!).TrySetCanceled(token), found);
        return await found.Task.ConfigureAwait(false);
    }
}
