using System.Text.Json;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>One subscription of the application, whatever connection it is made on: it outlives them.</summary>
internal abstract class RtaFeed(Uri resource) : ISocketSubscription<RtaSession>
{
    private readonly Lock _gate = new();
    private RtaSession? _session;
    private bool _closed;

    public Uri Resource => resource;

    /// <summary>The connection that it was last made on; events of any other one are not for it. Null until it was made once.</summary>
    public RtaSession? Connection => Volatile.Read(ref _session);

    /// <summary>The service has agreed; false when nobody wants it any more. Made again, it may have missed something.</summary>
    public bool Attach(RtaSession session, JsonElement data)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            bool again = _session is not null;
            Volatile.Write(ref _session, session);
            if (again)
            {
                PostResync();
            }

            Post(XboxNotificationKind.State, data);
            return true;
        }
    }

    public Task<bool> SubscribeAsync(RtaSession connection, CancellationToken cancellationToken) => connection.SubscribeAsync(this, cancellationToken);

    public void End(Exception? failure) => Close(failure, drop: false);

    public void OnEvent(RtaSession session, JsonElement data)
    {
        lock (_gate)
        {
            if (_session == session && !_closed)
            {
                Post(XboxNotificationKind.Change, data);
            }
        }
    }

    public void OnResync(RtaSession session)
    {
        lock (_gate)
        {
            if (_session == session && !_closed)
            {
                PostResync();
            }
        }
    }

    /// <summary>Ends the stream, with an error or quietly. What waits is read first, or dropped.</summary>
    public void Close(Exception? error, bool drop)
    {
        lock (_gate)
        {
            if (!_closed)
            {
                Volatile.Write(ref _closed, true);
                Complete(error, drop);
            }
        }
    }

    protected abstract void Post(XboxNotificationKind kind, JsonElement data);

    protected abstract void PostResync();

    protected abstract void Complete(Exception? error, bool drop);
}

/// <summary>A subscription with the queue of its notifications: bounded, and never in the way of the connection.</summary>
internal sealed class RtaFeed<T>(Uri resource, Func<JsonElement, IReadOnlyList<T>> read, ILogger log) : RtaFeed(resource)
{
    private readonly EventQueue<XboxNotification<T>> _queue = new(
        static () => new XboxNotification<T>(XboxNotificationKind.Resync, default), dropped => XboxLog.RtaOverflow(log, dropped));

    public IAsyncEnumerable<XboxNotification<T>> ReadAllAsync(CancellationToken cancellationToken) => _queue.ReadAllAsync(cancellationToken);

    protected override void Post(XboxNotificationKind kind, JsonElement data)
    {
        IReadOnlyList<T> items;
        try
        {
            items = read(data);
        }
        catch (JsonException)
        {
            XboxLog.RtaUnreadEvent(log, typeof(T).Name);
            PostResync();
            return;
        }

        foreach (T item in items)
        {
            _queue.Put(new XboxNotification<T>(kind, item));
        }
    }

    protected override void PostResync() => _queue.PutMissed();

    protected override void Complete(Exception? error, bool drop) => _queue.Complete(error, drop);
}
