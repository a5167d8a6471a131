using System.Diagnostics.CodeAnalysis;

namespace GameAuth.Xbox;

/// <summary>A subscription to live events: <c>await foreach (var news in subscription)</c>. Dispose it to unsubscribe.</summary>
/// <typeparam name="T">What its events are about.</typeparam>
/// <remarks>
/// <para>For one reader at a time; everything else is safe for use from any thread. Events come in the order of the service.</para>
/// <para>
/// At most 1024 notifications wait for a reader. One that is slower than that finds a single <see cref="XboxNotificationKind.Resync"/> in their place.
/// </para>
/// </remarks>
public sealed class XboxSubscription<T> : IAsyncEnumerable<XboxNotification<T>>, IAsyncDisposable
{
    private readonly RtaSocket _socket;
    private readonly RtaFeed<T> _feed;

    internal XboxSubscription(RtaSocket socket, RtaFeed<T> feed)
    {
        _socket = socket;
        _feed = feed;
    }

    /// <summary>What is subscribed to.</summary>
    public Uri Resource => _feed.Resource;

    /// <summary>The notifications, from the oldest that waits. Ends quietly when the subscription or the connection is disposed, or the host stops.</summary>
    /// <param name="cancellationToken">Ends the wait for the next one; the subscription stays.</param>
    /// <returns>The notifications.</returns>
    /// <exception cref="SignInRequiredException">The player has to sign in again; also thrown when the account was signed out.</exception>
    /// <exception cref="ProviderException">The service no longer takes the token, or no longer knows the resource.</exception>
    /// <exception cref="GameAuthException">Whatever else keeps the connection from being made again, as <see cref="XboxAccount.ConnectRealTimeAsync"/> has it.</exception>
    public IAsyncEnumerator<XboxNotification<T>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _feed.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    /// <summary>Unsubscribes. What still waits is dropped, and a reader's socket ends. Does nothing the second time.</summary>
    /// <returns>Done when the service has answered, the connection is lost, or 5 seconds have passed.</returns>
    public ValueTask DisposeAsync() => new(_socket.UnsubscribeAsync(_feed));
}

/// <summary>A live event, or the word that some may have been missed. Immutable.</summary>
/// <typeparam name="T">What the event is about.</typeparam>
/// <param name="Kind">What the notification is.</param>
/// <param name="Data">What the service said; none for <see cref="XboxNotificationKind.Resync"/>.</param>
public sealed record XboxNotification<T>(XboxNotificationKind Kind, T? Data)
{
    /// <summary>Whether events may have been missed (a reconnect, a reader that was too slow, the service's own word), so that everything is to be read again.</summary>
    [MemberNotNullWhen(false, nameof(Data))]
    public bool IsResync => Kind is XboxNotificationKind.Resync;
}

/// <summary>What a notification is.</summary>
public enum XboxNotificationKind
{
    /// <summary>Something has changed: an event of the service.</summary>
    Change,

    /// <summary>How things stood when the subscription was made; some services send it along.</summary>
    State,

    /// <summary>Events may have been missed: read everything again from the service. Changes that follow are new.</summary>
    Resync,
}
