using System.Buffers;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace GameAuth.Server;

/// <summary>Reads the frames of one socket: text alone, no longer than the limit, and not for ever. It has a buffer only while a frame is there. For one reader.</summary>
internal sealed class RealtimeReceiver(WebSocket socket, TimeProvider time) : IDisposable
{
    // From its first byte to its last; a phone on a bad line needs a second or two.
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    // A frame may be cut into parts; one without a byte is for nothing.
    private const int MostEmptyParts = 16;

    private byte[] _buffer = [];
    private int _length;
    private long _startedAt;

    /// <summary>Whether a frame has begun and does not end. Safe for use from any thread.</summary>
    public bool IsSlow => Volatile.Read(ref _startedAt) is not 0 and long startedAt && time.GetElapsedTime(startedAt) >= MostTime;

    /// <summary>Reads the next frame; its bytes are good until the next call.</summary>
    /// <exception cref="WebSocketException">The client is gone, or breaks the protocol; the socket has answered that by itself.</exception>
    public async ValueTask<ReceivedFrame> ReceiveAsync(CancellationToken cancellationToken)
    {
        LetGo();
        for (int emptyParts = 0; ;)
        {
            // The first read waits without a buffer, since most sockets wait most of the time; it ends when something is there, or takes a part without a byte, as which it counts.
            ValueWebSocketReceiveResult part = await socket.ReceiveAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            _length += part.Count;
            emptyParts += part.Count == 0 ? 1 : 0;
            Volatile.Write(ref _startedAt, part.EndOfMessage ? 0 : _startedAt == 0 ? Math.Max(1, time.GetTimestamp()) : _startedAt);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return ReceivedFrame.Over;
            }

            ReceivedFrame? wrong = part.MessageType == WebSocketMessageType.Binary ? new(AuthError.InvalidRequest with { Message = "Frames are text." }, RealtimeClose.Binary)
                : _length > RealtimeFrame.Largest ? new(AuthError.RequestTooLarge with { Message = "The frame is larger than 16 KiB." }, RealtimeClose.TooLarge)
                : emptyParts > MostEmptyParts ? new(AuthError.InvalidRequest with { Message = "The frame has too many empty parts." }, RealtimeClose.InvalidRequest)
                : null;
            if (wrong is { } refused)
            {
                return refused;
            }

            if (part.EndOfMessage)
            {
                return new ReceivedFrame { Bytes = _buffer.AsMemory(0, _length) };
            }

            if (_buffer.Length == 0)
            {
                _buffer = ArrayPool<byte>.Shared.Rent(RealtimeFrame.Largest + 1);
            }
        }
    }

    public void Dispose() => LetGo();

    private void LetGo()
    {
        // It may have held a token.
        CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, _length));
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        (_buffer, _length) = ([], 0);
    }
}

/// <summary>What came.</summary>
internal readonly record struct ReceivedFrame(AuthError? Error, RealtimeClose? Close)
{
    /// <summary>The client has closed.</summary>
    public static readonly ReceivedFrame Over = new() { IsOver = true };

    /// <summary>The frame's bytes, where nothing was wrong.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether nothing comes any more.</summary>
    public bool IsOver { get; init; }
}
