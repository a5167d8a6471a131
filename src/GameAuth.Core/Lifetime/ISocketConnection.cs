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
