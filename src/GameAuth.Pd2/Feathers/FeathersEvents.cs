using System.Text.Json;
using System.Threading.Channels;
using GameAuth.Providers;
using Microsoft.Extensions.Logging;

namespace GameAuth.Pd2;

/// <summary>An event of a service, or the word that some may have been missed. Immutable.</summary>
/// <param name="Data">What the service said; undefined where this is a gap.</param>
internal readonly record struct FeathersEvent(JsonElement Data)
{
    /// <summary>Whether events may have been missed (a reconnect, a reader that was too slow), so that whoever needs all of them reads the state again.</summary>
    public bool IsGap => Data.ValueKind is JsonValueKind.Undefined;

    public override string ToString() => IsGap ? "gap" : "event";
}

/// <summary>
/// A subscription to an event of a service, across reconnects: <c>await foreach</c>, one reader at a time. It ends as the connection does, quietly or with why. Dispose it to end it; what
/// still waits is dropped.
/// </summary>
internal sealed class FeathersEvents : IAsyncEnumerable<FeathersEvent>, IDisposable
{
    private readonly FeathersEventHub _hub;
    private readonly Channel<FeathersEvent> _waiting;

    public FeathersEvents(FeathersEventHub hub, string name, int room)
    {
        _hub = hub;
        Name = name;
        _waiting = Channel.CreateBounded<FeathersEvent>(room);
    }

    /// <summary>The event as it is named in frames: <c>social/message pushed</c>.</summary>
    public string Name { get; }

    public IAsyncEnumerator<FeathersEvent> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        _waiting.Reader.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);

    public void Dispose()
    {
        _hub.Remove(this);
        _waiting.Writer.TryComplete();
        DropAll();
    }

    /// <summary>Puts an event to the others. By the reader of the connection alone, or under the hub's lock.</summary>
    /// <returns>How many were dropped, with a gap in their place, because nobody reads them.</returns>
    public int Put(FeathersEvent happened)
    {
        if (_waiting.Writer.TryWrite(happened))
        {
            return 0;
        }

        int dropped = DropAll();
        _waiting.Writer.TryWrite(default);
        return dropped;
    }

    public void End(Exception? failure) => _waiting.Writer.TryComplete(failure);

    private int DropAll()
    {
        int dropped = 0;
        while (_waiting.Reader.TryRead(out _))
        {
            dropped++;
        }

        return dropped;
    }
}

/// <summary>The subscriptions of a connection to events, which outlive each single one. Safe for use from any thread.</summary>
internal sealed class FeathersEventHub(string step, int room, ILogger log) : ISocketListener, ISocketSubscription<FeathersSession>
{
    private const int LongestName = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<FeathersEvents>> _byName = new(StringComparer.Ordinal);
    private bool _isOver;
    private Exception? _failure;

    public FeathersSession? Connection { get; private set; }

    public FeathersEvents Add(string name)
    {
        FeathersEvents events = new(this, name, room);
        lock (_gate)
        {
            if (_isOver)
            {
                events.End(_failure);
            }
            else if (_byName.TryGetValue(name, out List<FeathersEvents>? same))
            {
                same.Add(events);
            }
            else
            {
                _byName[name] = [events];
            }
        }

        return events;
    }

    public void Remove(FeathersEvents events)
    {
        lock (_gate)
        {
            if (_byName.TryGetValue(events.Name, out List<FeathersEvents>? same) && same.Remove(events) && same.Count == 0)
            {
                _byName.Remove(events.Name);
            }
        }
    }

    public void OnEvent(ReadOnlySpan<byte> arguments)
    {
        try
        {
            Utf8JsonReader reader = new(arguments);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartArray || !reader.Read() || reader.TokenType is not JsonTokenType.String
                || reader.ValueSpan.Length > LongestName)
            {
                SocketLog.Dropped(log, step, arguments.Length);
                return;
            }

            Span<char> name = stackalloc char[LongestName];
            name = name[..reader.CopyString(name)];
            lock (_gate)
            {
                if (_byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out List<FeathersEvents>? same))
                {
                    Put(same, reader.Read() && reader.TokenType is not JsonTokenType.EndArray ? JsonElement.ParseValue(ref reader) : JsonElement.Parse("null"u8));
                }
            }
        }
        catch (Exception unread) when (unread is JsonException or InvalidOperationException)
        {
            SocketLog.Dropped(log, step, arguments.Length);
        }
    }

    public Task<bool> SubscribeAsync(FeathersSession connection, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Connection is not null)
            {
                // Nobody knows what happened between the two connections.
                foreach (List<FeathersEvents> same in _byName.Values)
                {
                    Put(same, default);
                }
            }

            Connection = connection;
        }

        return Task.FromResult(true);
    }

    public void End(Exception? failure)
    {
        lock (_gate)
        {
            (_isOver, _failure) = (true, failure);
            foreach (FeathersEvents events in _byName.Values.SelectMany(static same => same))
            {
                events.End(failure);
            }

            _byName.Clear();
        }
    }

    private void Put(List<FeathersEvents> same, JsonElement data)
    {
        foreach (FeathersEvents events in same)
        {
            if (events.Put(new FeathersEvent(data)) is > 0 and int dropped)
            {
                SocketLog.Overflow(log, step, dropped);
            }
        }
    }
}
