using GameAuth.Providers;
using Spectre.Console;

namespace GameAuth.Tests.RichPrompt;

/// <summary>What a scanner would see, read back from the characters on the screen.</summary>
public sealed class QrCodeTests
{
    private const int QuietZone = 4;

    [Theory]
    [InlineData(120)]
    [InlineData(60)]
    public async Task The_screen_shows_every_module(int width)
    {
        RichPromptFixture fixture = new(width);
        DeviceCodeChallenge challenge = fixture.Code();
        await fixture.ShowAsync(challenge);

        AssertSame(QrMatrix.Encode(challenge.PageToOpen), Modules(fixture.Terminal.Text, QrMatrix.Encode(challenge.PageToOpen).Size, dark: true));
    }

    [Fact]
    public async Task Without_colours_the_light_modules_are_the_blocks()
    {
        RichPromptFixture fixture = new(console: terminal => terminal.ToConsole(colors: ColorSystemSupport.NoColors));
        DeviceCodeChallenge challenge = fixture.Code();
        await fixture.ShowAsync(challenge);

        AssertSame(QrMatrix.Encode(challenge.PageToOpen), Modules(fixture.Terminal.Text, QrMatrix.Encode(challenge.PageToOpen).Size, dark: false));
    }

    [Fact]
    public async Task It_is_dark_on_light_whatever_the_theme()
    {
        RichPromptFixture fixture = new();
        await fixture.ShowAsync(fixture.Code());

        Assert.Contains("\u001b[38;2;0;0;0;48;2;255;255;255m", fixture.Terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_has_three_finders_and_a_quiet_zone()
    {
        RichPromptFixture fixture = new();
        DeviceCodeChallenge challenge = fixture.Code();
        await fixture.ShowAsync(challenge);
        int size = QrMatrix.Encode(challenge.PageToOpen).Size, far = size - QuietZone - 7;
        bool[][] modules = Modules(fixture.Terminal.Text, size, dark: true);

        Assert.Equal(0, (size - (2 * QuietZone) - 17) % 4);
        AssertFinder(modules, QuietZone, QuietZone);
        AssertFinder(modules, QuietZone, far);
        AssertFinder(modules, far, QuietZone);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < QuietZone; j++)
            {
                Assert.False(modules[i][j] || modules[j][i] || modules[i][size - 1 - j] || modules[size - 1 - j][i]);
            }
        }
    }

    [Fact]
    public async Task It_holds_the_page_with_the_code_in_it()
    {
        RichPromptFixture fixture = new();
        DeviceCodeChallenge challenge = fixture.Code();
        await fixture.ShowAsync(challenge);

        AssertSame(QrMatrix.Encode(challenge.PageWithCode!), Modules(fixture.Terminal.Text, QrMatrix.Encode(challenge.PageToOpen).Size, dark: true));
    }

    [Theory]
    [InlineData(36)]
    [InlineData(10)]
    public async Task A_terminal_that_is_too_narrow_gets_none(int width)
    {
        RichPromptFixture fixture = new(width);
        await fixture.ShowAsync(fixture.Code());

        Assert.DoesNotContain("\u2580", fixture.Terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_without_blocks_gets_none()
    {
        RichPromptFixture fixture = new(console: terminal => terminal.ToConsole(unicode: false));
        await fixture.ShowAsync(fixture.Code());

        Assert.True(System.Text.Ascii.IsValid(fixture.Terminal.Text));
        Assert.Contains("ABCD-EFGH", fixture.Terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_no_code_can_hold_is_no_error()
    {
        RichPromptFixture fixture = new();
        await fixture.ShowAsync(fixture.Code(page: "https://example.test/" + new string('a', 4000)));

        Assert.Contains("ABCD-EFGH", fixture.Terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_address_that_a_server_may_name_fits_and_a_longer_one_is_a_plain_error()
    {
        // Nine characters for each, as it is sent.
        Uri page = new ServerUriPolicy("xbox", "login.example").Check("https://login.example/" + new string('\u5341', 225), "device code");
        Assert.True(page.AbsoluteUri.Length > 2040);
        Assert.Equal(177 + (2 * QuietZone), QrMatrix.Encode(new Uri("https://login.example/" + new string('a', 2300))).Size);
        Assert.InRange(QrMatrix.Encode(page).Size, 125, 185);
        Assert.Throws<ArgumentException>(() => QrMatrix.Encode(new Uri("https://login.example/" + new string('\u5341', 400))));
    }

    private static void AssertSame(QrMatrix expected, bool[][] shown)
    {
        for (int row = 0; row < expected.Size; row++)
        {
            for (int column = 0; column < expected.Size; column++)
            {
                Assert.True(expected[row, column] == shown[row][column], $"module {row}, {column}");
            }
        }
    }

    // ISO/IEC 18004: a dark ring of 7, a light one of 5, a dark square of 3.
    private static void AssertFinder(bool[][] modules, int top, int left)
    {
        for (int row = 0; row < 7; row++)
        {
            for (int column = 0; column < 7; column++)
            {
                int ring = Math.Max(Math.Abs(row - 3), Math.Abs(column - 3));
                Assert.Equal(ring != 2, modules[top + row][left + column]);
            }
        }
    }

    // The frame takes two columns on the left; the code begins in the first line where the frame does.
    private static bool[][] Modules(string screen, int size, bool dark)
    {
        string[] lines = [.. screen.Split('\n').Where(line => line.StartsWith("\u2502 ", StringComparison.Ordinal))];
        return [.. Enumerable.Range(0, size).Select(row => lines[row / 2].Substring(2, size)
            .Select(cell => dark == (cell is '\u2588' || cell == (row % 2 == 0 ? '\u2580' : '\u2584')))
            .ToArray())];
    }
}
