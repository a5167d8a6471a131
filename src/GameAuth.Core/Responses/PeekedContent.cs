using System.Net;

namespace GameAuth.Providers;

/// <summary>A body whose beginning was read ahead of its reader, who still gets all of it, once or buffered as usual.</summary>
internal sealed class PeekedContent : HttpContent
{
    private readonly HttpContent _original;
    private readonly Stream _rest;
    private readonly byte[] _start;

    private PeekedContent(HttpContent original, Stream rest, byte[] start, bool isWhole)
    {
        _original = original;
        _rest = rest;
        _start = start;
        Whole = isWhole ? start : null;
        foreach ((string name, System.Net.Http.Headers.HeaderStringValues values) in original.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(name, values);
        }
    }

    /// <summary>The body, where it ended within what was read.</summary>
    public byte[]? Whole { get; }

    /// <summary>Reads at most so many bytes and one more. A body that breaks off or does not come is left to its reader, who hears of it then.</summary>
    public static async Task<PeekedContent> PeekAsync(HttpContent original, int most, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[most + 1];
        int filled = 0;
        bool isWhole = false;
        Stream rest = Stream.Null;
        try
        {
            rest = await original.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            while (filled < buffer.Length && !isWhole)
            {
                int read = await rest.ReadAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
                filled += read;
                isWhole = read == 0;
            }
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or OperationCanceledException)
        {
            isWhole = false;
        }

        return new PeekedContent(original, rest, buffer[..filled], isWhole);
    }

    protected override Task<Stream> CreateContentReadStreamAsync() =>
        Task.FromResult<Stream>(Whole is { } body ? new MemoryStream(body, writable: false) : new PeekedStream(_start, _rest));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_start, cancellationToken).ConfigureAwait(false);
        if (Whole is null)
        {
            await _rest.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = Whole?.Length ?? 0;
        return Whole is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _rest.Dispose();
            _original.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Some bytes, and then another stream. To be read only.</summary>
internal sealed class PeekedStream(ReadOnlyMemory<byte> start, Stream rest) : Stream
{
    private ReadOnlyMemory<byte> _start = start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer) => Take(buffer) is > 0 and int taken ? taken : rest.Read(buffer);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Take(buffer.Span) is > 0 and int taken ? new ValueTask<int>(taken) : rest.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            rest.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Take(Span<byte> buffer)
    {
        int taken = Math.Min(buffer.Length, _start.Length);
        _start.Span[..taken].CopyTo(buffer);
        _start = _start[taken..];
        return taken;
    }
}

/// <summary>Teaches the pacer what the body of a 429 says of limits.</summary>
internal static class LimitInBody
{
    /// <summary>No body that names a limit is longer; what is, is not looked at.</summary>
    public const int MaxBytes = 16 * 1024;

    private static readonly TimeSpan ReadingLimit = TimeSpan.FromSeconds(10);

    public static void Teach(IRequestPacer pacer, PaceRequest pace, ProviderResponse answer, Func<ProviderResponse, PaceWindow?>? read)
    {
        if (answer.Status == 429 && answer.Body.Length is > 0 and <= MaxBytes && read?.Invoke(answer) is { IsValid: true } window)
        {
            pacer.Learn(pace.Scopes[0], window);
        }
    }

    /// <summary>The same for a response that is the caller's: its body is read up to the cap, and put back so that the caller still has it all.</summary>
    public static async Task TeachAsync(
        IRequestPacer pacer, PaceRequest pace, HttpResponseMessage response, ResponseOrigin origin, Func<ProviderResponse, PaceWindow?> read, TimeProvider time, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MaxBytes)
        {
            return;
        }

        using CancellationTokenSource limit = new(ReadingLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        PeekedContent peeked = await PeekedContent.PeekAsync(response.Content, MaxBytes, either.Token).ConfigureAwait(false);
        response.Content = peeked;
        cancellationToken.ThrowIfCancellationRequested();
        if (peeked.Whole is { } body)
        {
            Teach(pacer, pace, ProviderResponse.Of(response, body, origin), read);
        }
    }
}
