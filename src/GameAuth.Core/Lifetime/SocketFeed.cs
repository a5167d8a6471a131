namespace GameAuth.Providers;

/// <summary>
/// The events of a service that pushes to every connection without being asked, on their way to one reader: they outlive the connections. For provider authors; safe for use from any thread.
/// </summary>
/// <typeparam name="TConnection">The connection.</typeparam>
/// <typeparam name="TEvent">An event, or the word that some may have been missed.</typeparam>
public sealed class SocketFeed<TConnection, TEvent> : ISocketSubscription<TConnection>
    where TConnection : class, ISocketConnection
{
    private readonly EventQueue<TEvent> _queue;

    /// <summary>Makes an empty one, for <see cref="ReconnectingSocket{TConnection}.OpenAsync(ISocketSubscription{TConnection}, CancellationToken)"/>.</summary>
    /// <param name="missed">Makes the word that events may have been missed.</param>
    /// <param name="overflowed">Hears how many events were dropped, for a log.</param>
    public SocketFeed(Func<TEvent> missed, Action<int> overflowed) => _queue = new EventQueue<TEvent>(missed, overflowed);

    /// <inheritdoc/>
    public TConnection? Connection { get; private set; }

    /// <summary>The events, from the oldest that waits.</summary>
    /// <param name="cancellationToken">Ends the wait for the next one; the feed stays.</param>
    /// <returns>The events, until <see cref="End"/>; its error then.</returns>
    public IAsyncEnumerable<TEvent> ReadAllAsync(CancellationToken cancellationToken = default) => _queue.ReadAllAsync(cancellationToken);

    /// <summary>Adds an event. Does nothing after the end.</summary>
    /// <param name="news">The event.</param>
    public void Put(TEvent news) => _queue.Put(news);

    /// <summary>Adds the word that events may have been missed.</summary>
    public void PutMissed() => _queue.PutMissed();

    /// <inheritdoc/>
    /// <remarks>There is nothing to ask the service for.</remarks>
    public Task<bool> SubscribeAsync(TConnection connection, CancellationToken cancellationToken)
    {
        Connection = connection;
        return Task.FromResult(true);
    }

    /// <summary>Ends it. What waits can still be read.</summary>
    /// <param name="failure">What the reader hears then; null for a quiet end.</param>
    public void End(Exception? failure) => _queue.Complete(failure, drop: false);
}
