using GameAuth.Testing;

namespace GameAuth.Core.Tests.Prompts;

public sealed class TerminalLineReaderTests
{
    [Fact]
    public async Task It_ends_at_enter_and_leaves_the_rest()
    {
        FakeKeys keys = new FakeKeys().Type("first").Press(ConsoleKey.Enter).Type("second");

        Assert.Equal("first", await Read(keys));
        Assert.Equal(6, keys.Left);
    }

    [Fact]
    public async Task Backspace_and_control_u_take_back() =>
        Assert.Equal("yz", await Read(new FakeKeys().Press(ConsoleKey.Backspace).Type("ab").Press(ConsoleKey.U, control: true).Type("xx")
            .Press(ConsoleKey.Backspace).Press(ConsoleKey.Backspace).Type("yz\r")));

    [Fact]
    public async Task Arrows_and_control_characters_are_no_part_of_it() =>
        Assert.Equal("ab", await Read(new FakeKeys().Type("a\u001b").Press(ConsoleKey.LeftArrow).Type("b\n")));

    [Theory]
    [InlineData(ConsoleKey.D)]
    [InlineData(ConsoleKey.Z)]
    public async Task The_end_of_input_is_no_line(ConsoleKey key) => Assert.Null(await Read(new FakeKeys().Press(key, control: true)));

    [Fact]
    public async Task It_waits_for_keys_on_the_clock_and_can_be_cancelled()
    {
        FakeClock clock = new();
        using CancellationTokenSource over = new();
        FakeKeys keys = new();
        Task<string?> reading = new TerminalLineReader(keys, clock).ReadAsync(over.Token);
        keys.Type("half");
        await clock.WaitForTimersAsync(1);
        await clock.AdvanceAsync(TimeSpan.FromMilliseconds(50), 1);
        await over.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static Task<string?> Read(FakeKeys keys) => new TerminalLineReader(keys, new FakeClock()).ReadAsync(CancellationToken.None);
}
