namespace GameAuth.Tests.RichPrompt;

public sealed class RichConsolePromptTests
{
    private readonly RichPromptFixture _fixture = new();

    [Fact]
    public async Task Code_and_link_are_shown_and_the_page_is_opened()
    {
        await _fixture.ShowAsync(_fixture.Code());

        Assert.Contains("ABCD-EFGH", _fixture.Terminal.Text, StringComparison.Ordinal);
        Assert.Contains(" https://example.test/link ", _fixture.Terminal.Text, StringComparison.Ordinal);
        Assert.Equal("https://example.test/link?otc=ABCD-EFGH", Assert.Single(_fixture.Opened).AbsoluteUri);
    }

    [Fact]
    public async Task The_time_that_is_left_counts_down_in_one_line()
    {
        await _fixture.ShowAsync(_fixture.Code());
        Assert.EndsWith("Waiting for you to approve, 15:00 left", _fixture.Terminal.Text, StringComparison.Ordinal);

        await _fixture.Clock.AdvanceAsync(TimeSpan.FromSeconds(61), 1);
        await _fixture.Clock.WaitForTimersAsync(1);

        Assert.EndsWith("\r\u001b[2KWaiting for you to approve, 13:59 left", _fixture.Terminal.Raw, StringComparison.Ordinal);
        Assert.Single(_fixture.Terminal.Text.Split('\n'), line => line.Contains("Waiting", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slower_rhythm_is_said_and_taken_back()
    {
        DeviceCodeChallenge challenge = _fixture.Code();
        await _fixture.ShowAsync(challenge);

        _fixture.Report(challenge, SignInPhase.Slowed, 10);
        Assert.EndsWith("Slowed by the service to 10 s, 15:00 left", _fixture.Terminal.Text, StringComparison.Ordinal);

        _fixture.Report(challenge, SignInPhase.Waiting, 10);
        Assert.EndsWith("Waiting for you to approve, 15:00 left", _fixture.Terminal.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SignInPhase.Approved, "Approved.")]
    [InlineData(SignInPhase.Declined, "Declined.")]
    [InlineData(SignInPhase.Expired, "The code has expired.")]
    [InlineData(SignInPhase.Renewing, "The code has expired. Here is a new one.")]
    public async Task The_end_is_written_before_the_report_returns_and_nothing_after_it(SignInPhase phase, string expected)
    {
        DeviceCodeChallenge challenge = _fixture.Code();
        Task<Secret?> shown = await _fixture.ShowAsync(challenge);

        _fixture.Report(challenge, phase);
        Assert.EndsWith($"\u001b[2K{expected}\n", Plain(_fixture.Terminal.Raw), StringComparison.Ordinal);

        string before = _fixture.Terminal.Raw;
        await _fixture.Clock.RunUntilAsync(shown, TimeSpan.FromSeconds(2));
        _fixture.Report(challenge, SignInPhase.Waiting, 5);
        Assert.Null(await shown);
        Assert.Equal(before, _fixture.Terminal.Raw);
    }

    [Fact]
    public async Task Giving_up_ends_the_line_at_once()
    {
        using CancellationTokenSource over = new();
        Task<Secret?> shown = await _fixture.ShowAsync(_fixture.Code(), over.Token);
        over.Cancel();

        Assert.EndsWith("left\n", _fixture.Terminal.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Null(await shown);
    }

    [Fact]
    public async Task A_new_code_is_shown_without_a_second_page()
    {
        using CancellationTokenSource over = new();
        DeviceCodeChallenge first = _fixture.Code();
        Task<Secret?> shown = await _fixture.ShowAsync(first, over.Token);
        _fixture.Report(first, SignInPhase.Renewing);
        over.Cancel();
        await shown;

        await _fixture.ShowAsync(_fixture.Code("WXYZ-1234"));

        Assert.Contains("WXYZ-1234", _fixture.Terminal.Text, StringComparison.Ordinal);
        Assert.Single(_fixture.Opened);
    }

    [Fact]
    public async Task A_second_sign_in_takes_the_line_over_and_the_first_one_s_end_is_still_told()
    {
        DeviceCodeChallenge first = _fixture.Code(), second = _fixture.Code("WXYZ-1234");
        Task<Secret?> firstShown = await _fixture.ShowAsync(first);
        Task<Secret?> secondShown = _fixture.Prompt.AskAsync(second, default).AsTask();
        await _fixture.Clock.WaitForTimersAsync(2);

        _fixture.Report(first, SignInPhase.Declined);
        Assert.EndsWith("left\nDeclined.\n", _fixture.Terminal.Text.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        await _fixture.Clock.RunUntilAsync(Task.WhenAll(firstShown, secondShown), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Text_that_looks_like_markup_is_text()
    {
        RichPromptFixture fixture = new();
        DeviceCodeChallenge odd = new("[red]AB[/] [/] [", new Uri("https://example.test/[blue]?q=[[x]]"), null) { Account = new AccountId("x[bold]", "default", "key") };
        await fixture.ShowAsync(odd);

        Assert.Contains("[red]AB[/] [/] [", fixture.Terminal.Text, StringComparison.Ordinal);
        Assert.Contains("Sign in: x[bold]", fixture.Terminal.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Escapes_of_a_server_do_not_reach_the_terminal()
    {
        await _fixture.ShowAsync(new("AB\u001b[2J\u001b]0;title\u0007\r\nCD", new Uri("relative\u001b[1m", UriKind.Relative), null) { Account = RichPromptFixture.Account });

        Assert.Contains("AB CD", _fixture.Terminal.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[2J", _fixture.Terminal.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b]0", _fixture.Terminal.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("\u0007", _fixture.Terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_too_long_for_the_frame_stays_in_one_piece()
    {
        RichPromptFixture fixture = new(width: 40);
        string page = "https://example.test/" + new string('a', 60);
        await fixture.ShowAsync(fixture.Code(page: page));

        Assert.Contains('\n' + page, Plain(fixture.Terminal.Raw), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_line_never_wraps()
    {
        RichPromptFixture fixture = new(width: 20);
        await fixture.ShowAsync(fixture.Code());

        Assert.Equal("Waiting for you to ", fixture.LastLine());
    }

    private static string Plain(string raw) =>
        System.Text.RegularExpressions.Regex.Replace(raw.ReplaceLineEndings("\n"), "\u001b\\[[0-9;]*m", "");
}
