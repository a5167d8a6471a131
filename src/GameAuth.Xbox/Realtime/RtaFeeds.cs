namespace GameAuth.Xbox;

/// <summary>The subscriptions of a connection that mends itself: what is made anew on each one. Safe for use from any thread.</summary>
internal sealed class RtaFeeds
{
    private const int Most = 1000;

    private readonly Lock _gate = new();
    private readonly List<RtaFeed> _feeds = [];
    private Exception? _end;

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _feeds.Count;
            }
        }
    }

    public void Add(RtaFeed feed)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                throw _end;
            }

            if (_feeds.Count >= Most)
            {
                throw new IllegalStepException($"xbox: there are {Most} subscriptions on this connection already; dispose some. Nothing was sent.")
                { Provider = XboxDefaults.Provider, Step = RtaConnector.Step };
            }

            _feeds.Add(feed);
        }
    }

    public void Remove(RtaFeed feed)
    {
        lock (_gate)
        {
            _feeds.Remove(feed);
        }
    }

    /// <summary>Those that were made once, but not on this connection. One that never was is made by whoever asked for it.</summary>
    public IReadOnlyList<RtaFeed> NotOn(RtaSession session)
    {
        lock (_gate)
        {
            return [.. _feeds.Where(feed => feed.Session is { } on && on != session)];
        }
    }

    /// <summary>Ends every stream, with an error or quietly, and refuses new ones.</summary>
    public void End(Exception? error, Exception after)
    {
        RtaFeed[] feeds;
        lock (_gate)
        {
            _end = after;
            feeds = [.. _feeds];
            _feeds.Clear();
        }

        foreach (RtaFeed feed in feeds)
        {
            feed.Close(error, drop: false);
        }
    }
}
