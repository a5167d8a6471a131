using System.Text.Json;
using System.Threading.Tasks.Sources;

namespace GameAuth.Pd2;

/// <summary>How an event that wants an acknowledgement has ended.</summary>
internal enum AckEnd
{
    /// <summary>It was acknowledged, and <see cref="PendingAck.Read"/> has seen the answer.</summary>
    Answered,

    /// <summary>Nothing was sent: the connection was over, or the caller gave up, before its turn came.</summary>
    NotSent,

    /// <summary>It was sent, at least in part, and the connection was lost before the answer.</summary>
    Lost,

    /// <summary>It was sent, and no answer came in time.</summary>
    TimedOut,

    /// <summary>It was sent, and the caller gave up.</summary>
    GivenUp,

    /// <summary>It was answered with a binary attachment, which is not read.</summary>
    Binary,
}

/// <summary>An event that waits for its acknowledgement: its frame, its answer and its end, in one object. For one use.</summary>
internal abstract class PendingAck : EngineFrame, IValueTaskSource<AckEnd>
{
    private const int Waiting = 0;
    private const int Begun = 1;
    private const int Over = 2;

    private readonly FrameBuffer _frame = new();
    private ManualResetValueTaskSourceCore<AckEnd> _end = new() { RunContinuationsAsynchronously = true };
    private AckTable? _table;
    private CancellationTokenRegistration _giveUp;
    private int _state;

    public sealed override ReadOnlyMemory<byte> Bytes => _frame.Written;

    /// <summary>Its number on its connection.</summary>
    public int Id { get; private set; }

    /// <summary>When it is over in any case, as a timestamp of the connection's clock.</summary>
    public long Deadline { get; set; }

    /// <summary>Its end. To be awaited once.</summary>
    public ValueTask<AckEnd> EndAsync() => new(this, _end.Version);

    /// <summary>Lets the caller give it up. After it was taken into the table, so that one who has given up already is heard.</summary>
    public void EndWith(AckTable table, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _table = table;
            _giveUp = cancellationToken.UnsafeRegister(static state => ((PendingAck)state!)._table!.GiveUp((PendingAck)state), this);
        }
    }

    /// <summary>Writes its frame: <c>42id[…]</c>.</summary>
    /// <returns>The length in bytes.</returns>
    public int Compose(int id)
    {
        Id = id;
        SocketWriter.Write(_frame, id, this);
        return _frame.Written.Length;
    }

    /// <summary>Writes the arguments of the event, its name first.</summary>
    public abstract void WriteArguments(Utf8JsonWriter writer);

    /// <summary>Reads the answer, straight from the buffer. Never throws: what can not be read is for the one who waits to say.</summary>
    /// <param name="arguments">A JSON list, as it came.</param>
    public abstract void Read(ReadOnlySpan<byte> arguments);

    public sealed override bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Waiting) == Waiting;

    public sealed override void Drop() => End(AckEnd.NotSent, AckEnd.NotSent);

    public sealed override void Release() => _frame.Release();

    /// <summary>Takes the answer, unless it is over.</summary>
    public void Answer(ReadOnlySpan<byte> arguments, bool isBinary)
    {
        if (Interlocked.Exchange(ref _state, Over) != Over)
        {
            if (!isBinary)
            {
                Read(arguments);
            }

            _end.SetResult(isBinary ? AckEnd.Binary : AckEnd.Answered);
        }
    }

    /// <summary>Ends it without an answer; does nothing where it is over.</summary>
    /// <param name="end">What to say of one that was begun.</param>
    public void End(AckEnd end) => End(end, AckEnd.NotSent);

    AckEnd IValueTaskSource<AckEnd>.GetResult(short token)
    {
        _giveUp.Unregister();
        return _end.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<AckEnd>.GetStatus(short token) => _end.GetStatus(token);

    void IValueTaskSource<AckEnd>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _end.OnCompleted(continuation, state, token, flags);

    private void End(AckEnd begun, AckEnd waiting)
    {
        int before = Interlocked.Exchange(ref _state, Over);
        if (before != Over)
        {
            _end.SetResult(before == Begun ? begun : waiting);
        }
    }
}

/// <summary>Writes frames with a writer that each thread keeps.</summary>
internal static class SocketWriter
{
    private const int LongestId = 10;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>Writes an event: <c>42</c>, its id, its arguments.</summary>
    public static void Write(FrameBuffer frame, int id, PendingAck arguments)
    {
        Span<byte> head = frame.GetSpan(2 + LongestId);
        "42"u8.CopyTo(head);
        id.TryFormat(head[2..], out int digits, provider: System.Globalization.CultureInfo.InvariantCulture);
        frame.Advance(2 + digits);

        // Taken while it is in use, should an argument write a frame of its own.
        Utf8JsonWriter writer = t_writer ?? new Utf8JsonWriter(frame);
        t_writer = null;
        writer.Reset(frame);
        writer.WriteStartArray();
        arguments.WriteArguments(writer);
        writer.WriteEndArray();
        writer.Flush();
        writer.Reset(Stub);
        t_writer = writer;
    }

    private static readonly System.Buffers.ArrayBufferWriter<byte> Stub = new(1);
}
