using System.Threading.Channels;

namespace GameAuth.Providers;

/// <summary>
/// The events of a connection on their way to one reader: bounded, and never in the way of whoever brings them. A reader that is too slow finds one word in place of all that waited, so
/// that it knows that it has missed something. For provider authors; safe for use from any thread.
/// </summary>
/// <typeparam name="T">An event, or the word that some may have been missed.</typeparam>
public sealed class EventQueue<T>
{
    /// <summary>How many events wait at most.</summary>
    public const int Capacity = 1024;

    private readonly Lock _gate = new();
    private readonly Channel<T> _channel = Channel.CreateBounded<T>(Capacity);
    private readonly Func<T> _missed;
    private readonly Action<int> _overflowed;
    private bool _ended;

    /// <summary>Makes an empty queue.</summary>
    /// <param name="missed">Makes the word that events may have been missed.</param>
    /// <param name="overflowed">Hears how many events were dropped, for a log.</param>
    public EventQueue(Func<T> missed, Action<int> overflowed)
    {
        ArgumentNullException.ThrowIfNull(missed);
        ArgumentNullException.ThrowIfNull(overflowed);
        _missed = missed;
        _overflowed = overflowed;
    }

    /// <summary>The events, from the oldest that waits.</summary>
    /// <param name="cancellationToken">Ends the wait for the next one; the queue stays.</param>
    /// <returns>The events, until <see cref="Complete"/>; its error then.</returns>
    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancellationToken = default) => _channel.Reader.ReadAllAsync(cancellationToken);

    /// <summary>Adds an event. Where too many wait, all of them go, and the word that some were missed takes their place. Does nothing after the end.</summary>
    /// <param name="item">The event.</param>
    public void Put(T item)
    {
        lock (_gate)
        {
            // One writer at a time, so that there is room right after a drop.
            if (!_ended && !_channel.Writer.TryWrite(item))
            {
                _overflowed(Drop());
                _channel.Writer.TryWrite(_missed());
            }
        }
    }

    /// <summary>Adds the word that events may have been missed.</summary>
    public void PutMissed() => Put(_missed());

    /// <summary>Ends the queue. Does nothing the second time.</summary>
    /// <param name="error">What the reader hears at the end; null for a quiet one.</param>
    /// <param name="drop">Whether what waits is dropped; else it is read first.</param>
    public void Complete(Exception? error, bool drop)
    {
        lock (_gate)
        {
            _ended = true;
            if (drop)
            {
                Drop();
            }

            _channel.Writer.TryComplete(error);
        }
    }

    private int Drop()
    {
        int dropped = 0;
        while (_channel.Reader.TryRead(out _))
        {
            dropped++;
        }

        return dropped;
    }
}
