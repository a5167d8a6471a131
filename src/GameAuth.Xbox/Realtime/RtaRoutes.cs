namespace GameAuth.Xbox;

/// <summary>Which request an answer belongs to, and which subscriptions an event: of one connection. Safe for use from any thread.</summary>
internal sealed class RtaRoutes
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, RtaRequest> _open = [];
    private readonly Dictionary<string, (RtaSubscriptionId Id, RtaFeed[] Feeds)> _feeds = new(StringComparer.Ordinal);
    private long _sequence;
    private bool _lost;

    public IReadOnlyList<RtaFeed> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _feeds.Values.SelectMany(static route => route.Feeds)];
            }
        }
    }

    /// <summary>Opens a request under the next number. One that composes nothing, or on a connection that is lost, is answered with null.</summary>
    public (RtaRequest Request, byte[]? Message) Open(RtaFeed? feed, Func<long, byte[]?> compose)
    {
        RtaRequest request = new(feed);
        lock (_gate)
        {
            byte[]? message = _lost ? null : compose(_sequence + 1);
            if (message is null)
            {
                request.Complete(null);
            }
            else
            {
                _open[++_sequence] = request;
            }

            return (request, message);
        }
    }

    /// <summary>
    /// Takes an answer to the request that it is for. A subscription is known before the next frame is read, which may be its first event; one that nobody
    /// wants any more is given up with the reply.
    /// </summary>
    public (bool IsKnown, byte[]? Reply) Answer(RtaSession session, RtaFrame answer)
    {
        RtaRequest? request;
        byte[]? reply = null;
        lock (_gate)
        {
            if (!_open.Remove(answer.Sequence, out request))
            {
                return (false, null);
            }

            if (request.Feed is { } feed && answer is { IsSubscribed: true, Id: { } id })
            {
                _feeds[id.Key] = (id, [.. Feeds(id), feed]);
                if (!feed.Attach(session, answer.Data) && Take(feed))
                {
                    reply = RtaFrame.Unsubscribe(++_sequence, id);
                }
            }
        }

        request.Complete(answer);
        return (true, reply);
    }

    public IReadOnlyList<RtaFeed> Of(RtaSubscriptionId id)
    {
        lock (_gate)
        {
            return Feeds(id);
        }
    }

    /// <summary>Lets go of a subscription; its id, when it was the last one that has it. Called while a request is composed.</summary>
    public RtaSubscriptionId? Remove(RtaFeed feed)
    {
        lock (_gate)
        {
            RtaSubscriptionId? id = IdOf(feed);
            return Take(feed) ? id : null;
        }
    }

    /// <summary>The connection is lost: nothing that waits is answered any more.</summary>
    public void Lose()
    {
        RtaRequest[] open;
        lock (_gate)
        {
            _lost = true;
            open = [.. _open.Values];
            _open.Clear();
        }

        foreach (RtaRequest request in open)
        {
            request.Complete(null);
        }
    }

    private RtaFeed[] Feeds(RtaSubscriptionId id) => _feeds.TryGetValue(id.Key, out (RtaSubscriptionId Id, RtaFeed[] Feeds) route) ? route.Feeds : [];

    private RtaSubscriptionId? IdOf(RtaFeed feed) => _feeds.Values.FirstOrDefault(route => route.Feeds.Contains(feed)).Id;

    // True when no other feed has the id.
    private bool Take(RtaFeed feed)
    {
        if (IdOf(feed) is not { } id)
        {
            return false;
        }

        RtaFeed[] others = [.. Feeds(id).Where(other => other != feed)];
        if (others.Length > 0)
        {
            _feeds[id.Key] = (id, others);
            return false;
        }

        return _feeds.Remove(id.Key);
    }
}

/// <summary>A request that waits for its answer.</summary>
/// <param name="Feed">Who subscribes; null for an unsubscription.</param>
internal sealed record RtaRequest(RtaFeed? Feed)
{
    private readonly TaskCompletionSource<RtaFrame?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The answer; null when the connection was lost first.</summary>
    public Task<RtaFrame?> Answer => _answer.Task;

    public void Complete(RtaFrame? answer) => _answer.TrySetResult(answer);
}
