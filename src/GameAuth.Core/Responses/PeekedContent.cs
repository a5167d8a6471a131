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
