using System.Net.Http.Headers;
using System.Text;
using GameAuth.Providers;

namespace GameAuth.Core.Tests.Wire;

/// <summary>A body that was looked at is still the caller's.</summary>
public sealed class PeekedContentTests
{
    private static readonly byte[] Body = Encoding.ASCII.GetBytes("0123456789");

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, true)]
    public async Task It_is_whole_when_it_ends_within_the_cap(int most, bool isWhole)
    {
        using PeekedContent peeked = await PeekedContent.PeekAsync(Original(), most, default);
        Assert.Equal(isWhole, peeked.Whole is not null);
        Assert.Equal("text/plain", peeked.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    public async Task Its_reader_gets_all_of_it_by_stream_or_by_buffer(int most)
    {
        using PeekedContent streamed = await PeekedContent.PeekAsync(Original(), most, default);
        using MemoryStream copy = new();
        await (await streamed.ReadAsStreamAsync()).CopyToAsync(copy);
        Assert.Equal(Body, copy.ToArray());

        using PeekedContent buffered = await PeekedContent.PeekAsync(Original(), most, default);
        await buffered.LoadIntoBufferAsync();
        Assert.Equal(Body, await buffered.ReadAsByteArrayAsync());
        Assert.Equal(Body, await buffered.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_no_error_until_it_is_read()
    {
        using PeekedContent peeked = await PeekedContent.PeekAsync(new StreamContent(new BreakingStream()), 100, default);
        Assert.Null(peeked.Whole);
        await Assert.ThrowsAnyAsync<Exception>(() => peeked.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Who_disposes_it_gives_the_connection_up()
    {
        BreakingStream original = new();
        (await PeekedContent.PeekAsync(new StreamContent(original), 100, default)).Dispose();
        Assert.True(original.IsDisposed);
    }

    private static StreamContent Original() => new(new MemoryStream(Body, writable: false)) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };

    private sealed class BreakingStream : MemoryStream
    {
        private bool _hasBegun;

        public bool IsDisposed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_hasBegun)
            {
                throw new IOException("made up");
            }

            _hasBegun = true;
            buffer.Span[0] = 1;
            return new ValueTask<int>(1);
        }

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
