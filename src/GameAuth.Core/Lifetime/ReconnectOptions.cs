namespace GameAuth.Providers;

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
