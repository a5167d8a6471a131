using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace GameAuth.Xbox;

/// <summary>A subscription with the queue of its notifications: bounded, and never in the way of the connection.</summary>
internal sealed class RtaFeed<T>(Uri resource, Func<JsonElement, IReadOnlyList<T>> read, ILogger log) : RtaFeed(resource)
{
    public const int Capacity = 1024;

    private readonly Channel<XboxNotification<T>> _queue = Channel.CreateBounded<XboxNotification<T>>(Capacity);

    public IAsyncEnumerable<XboxNotification<T>> ReadAllAsync(CancellationToken cancellationToken) => _queue.Reader.ReadAllAsync(cancellationToken);

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
            Put(new XboxNotification<T>(kind, item));
        }
    }

    protected override void PostResync() => Put(new XboxNotification<T>(XboxNotificationKind.Resync, default));

    protected override void Complete(Exception? error, bool drop)
    {
        if (drop)
        {
            Drop();
        }

        _queue.Writer.TryComplete(error);
    }

    private void Put(XboxNotification<T> notification)
    {
        // One writer at a time, under the lock of the base.
        if (!_queue.Writer.TryWrite(notification))
        {
            XboxLog.RtaOverflow(log, Drop());
            _queue.Writer.TryWrite(new XboxNotification<T>(XboxNotificationKind.Resync, default));
        }
    }

    private int Drop()
    {
        int dropped = 0;
        while (_queue.Reader.TryRead(out _))
        {
            dropped++;
        }

        return dropped;
    }
}
