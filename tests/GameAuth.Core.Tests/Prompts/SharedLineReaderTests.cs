using System.Threading.Channels;

namespace GameAuth.Core.Tests.Prompts;

public sealed class SharedLineReaderTests
{
    [Fact]
    public async Task A_line_that_comes_after_a_cancelled_wait_goes_to_the_next_one()
    {
        using SlowReader input = new();
        using CancellationTokenSource over = new();
        Task<string?> first = SharedLineReader.Of(input).ReadAsync(over.Token);
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        Task<string?> second = SharedLineReader.Of(input).ReadAsync(CancellationToken.None);
        input.Type("the one line");

        Assert.Equal("the one line", await second);
    }

    [Fact]
    public async Task Two_that_wait_at_once_get_a_line_each()
    {
        using SlowReader input = new();
        Task<string?>[] waits = [SharedLineReader.Of(input).ReadAsync(CancellationToken.None), SharedLineReader.Of(input).ReadAsync(CancellationToken.None)];
        input.Type("a");
        input.Type("b");

        Assert.Equal(["a", "b"], (await Task.WhenAll(waits)).Order(StringComparer.Ordinal));
    }

    /// <summary>Blocks its caller, as standard input does.</summary>
    private sealed class SlowReader : TextReader
    {
        private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

        public void Type(string line) => Assert.True(_lines.Writer.TryWrite(line));

        public override string? ReadLine() => _lines.Reader.ReadAsync().AsTask().GetAwaiter().GetResult();
    }
}
