using System.Text.Json;

namespace GameAuth.Xbox;

/// <summary>One subscription of the application, whatever connection it is made on: it outlives them.</summary>
internal abstract class RtaFeed(Uri resource)
{
    private readonly Lock _gate = new();
    private RtaSession? _session;
    private bool _closed;

    public Uri Resource => resource;

    public bool IsClosed => Volatile.Read(ref _closed);

    /// <summary>The connection that it was last made on; events of any other one are not for it. Null until it was made once.</summary>
    public RtaSession? Session => Volatile.Read(ref _session);

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
