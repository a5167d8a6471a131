namespace GameAuth.Providers;

/// <summary>One connection of a <see cref="ReconnectingSocket{TConnection}"/>: an <see cref="AccountSocket"/> with the loop that reads it. Disposing it closes it.</summary>
public interface ISocketConnection : IAsyncDisposable
{
    /// <summary>Done when the connection is lost or closed. Never fails.</summary>
    Task Lost { get; }
}

/// <summary>A subscription that outlives the connections that it is made on.</summary>
/// <typeparam name="TConnection">The connection.</typeparam>
public interface ISocketSubscription<TConnection>
    where TConnection : class, ISocketConnection
{
    /// <summary>The connection that it was last made on; null until it was made once.</summary>
    TConnection? Connection { get; }

    /// <summary>Makes it on a connection, for the first time or again.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when the connection was lost first.</returns>
    /// <exception cref="GameAuthException">The service refuses. One that may pass is tried again on the same connection; any other ends the subscription.</exception>
    Task<bool> SubscribeAsync(TConnection connection, CancellationToken cancellationToken);

    /// <summary>Ends it: nothing comes any more.</summary>
    /// <param name="failure">Why; null when it ends quietly.</param>
    void End(Exception? failure);
}

/// <summary>How a <see cref="ReconnectingSocket{TConnection}"/> keeps its connection up.</summary>
public sealed record ReconnectOptions
{
    /// <summary>The pause after the first failure; it doubles with each further one in a row, and half of it is left to chance. Default 1 second.</summary>
    public TimeSpan ShortestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause; a connection that has lived for so long counts as healthy, so that the next pause is the shortest again. Default 60 seconds.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// When a healthy connection is replaced, for a service that ends each one after a time: the next one takes the subscriptions over, and the old one serves until then. Default null:
    /// a connection is kept for as long as it lasts.
    /// </summary>
    public TimeSpan? RenewAfter { get; init; }

    /// <summary>The most subscriptions on one connection. Default: no limit.</summary>
    public int MaxSubscriptions { get; init; } = int.MaxValue;
}
