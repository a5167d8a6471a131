using System.Buffers;
using System.Net.WebSockets;

namespace GameAuth;

/// <summary>The messages of a browser, one JSON text each (Chrome DevTools Protocol). One reader and one writer at a time.</summary>
internal abstract class DevToolsChannel : IAsyncDisposable
{
    // A page may keep 10 MB in its storage, and the browser reports all of it at once. What is longer than this is passed over.
    internal const int LongestMessage = 16 << 20;

    private readonly byte[] _chunk = new byte[64 << 10];
    private readonly ArrayBufferWriter<byte> _message = new();
    private int _next;
    private int _end;

    public abstract ValueTask SendAsync(byte[] message, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>Whether a failure to send or to receive says that the browser has gone.</summary>
    public static bool IsGone(Exception failure) => failure is IOException or WebSocketException or ObjectDisposedException or InvalidOperationException;

    /// <summary>The next message, or null when the browser has gone. It is good until the next call, which wipes it.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReceiveAsync(CancellationToken cancellationToken)
    {
        bool fits = true;
        _message.Clear();
        while (true)
        {
            if (_next == _end)
            {
                (_next, _end) = (0, await ReadAsync(_chunk, cancellationToken).ConfigureAwait(false));
                if (_end == 0)
                {
                    return null;
                }
            }

            int zero = _chunk.AsSpan(_next, _end - _next).IndexOf((byte)0);
            int length = zero < 0 ? _end - _next : zero;
            fits = fits && _message.WrittenCount + length <= LongestMessage;
            _message.Write(_chunk.AsSpan(_next, fits ? length : 0));
            _next += zero < 0 ? length : length + 1;
            if (zero >= 0)
            {
                // What is too long becomes an empty message, which says nothing.
                return fits ? _message.WrittenMemory : ReadOnlyMemory<byte>.Empty;
            }
        }
    }

    /// <summary>Reads some bytes, with a zero after each message; none when the browser has gone.</summary>
    protected abstract ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken);
}

/// <summary>A browser that was started with <c>--remote-debugging-pipe</c>: each message ends with a zero byte.</summary>
/// <param name="fromBrowser">What it writes.</param>
/// <param name="toBrowser">What it reads.</param>
/// <param name="held">This process's hold on the browser's ends, let go when the browser speaks or ends. From then on each sees the end of the other.</param>
internal sealed class DevToolsPipe(Stream fromBrowser, Stream toBrowser, params IDisposable[] held) : DevToolsChannel
{
    public override ValueTask SendAsync(byte[] message, CancellationToken cancellationToken) => toBrowser.WriteAsync((byte[])[.. message, 0], cancellationToken);

    public void LetGo() => Array.ForEach(held, static one => one.Dispose());

    public override async ValueTask DisposeAsync()
    {
        LetGo();
        await toBrowser.DisposeAsync().ConfigureAwait(false);
        await fromBrowser.DisposeAsync().ConfigureAwait(false);
    }

    protected override async ValueTask<int> ReadAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        int read = await fromBrowser.ReadAsync(room, cancellationToken).ConfigureAwait(false);
        LetGo();
        return read;
    }
}
