using GameAuth.Testing;

namespace GameAuth.Core.Tests.Prompts;

public sealed class ConsolePromptTests
{
    private readonly StringWriter _output = new();
    private readonly FakeBrowser _noBrowser = new(opens: false);
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_device_code_is_printed_and_wants_no_answer()
    {
        Secret? answer = await Prompt().AskAsync(Challenges.Code(end: _clock.GetUtcNow().AddMinutes(15)), CancellationToken.None);

        Assert.Null(answer);
        Assert.Equal(
            """
            Sign in: xbox
              Open https://example.test/link
              and enter the code ABCD-EFGH
              or open https://example.test/link?otc=ABCD-EFGH
              There is time for 15 minutes.

            """,
            _output.ToString(),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task The_browser_gets_the_page_that_has_the_code_in_it()
    {
        FakeBrowser browser = new(opens: true);
        await Prompt(browser: browser).AskAsync(Challenges.Code(), CancellationToken.None);

        Assert.Equal("https://example.test/link?otc=ABCD-EFGH", Assert.Single(browser.Opened).AbsoluteUri);
        Assert.Contains("opened in your browser", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_code_does_not_open_a_second_page()
    {
        FakeBrowser browser = new(opens: true);
        ConsolePrompt prompt = Prompt(browser: browser);
        DeviceCodeChallenge first = Challenges.Code();
        await prompt.AskAsync(first, CancellationToken.None);
        prompt.OnProgress(first, new SignInProgress(SignInPhase.Renewing));
        await prompt.AskAsync(Challenges.Code("WXYZ-1234"), CancellationToken.None);

        Assert.Single(browser.Opened);
        Assert.Contains("WXYZ-1234", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_sign_in_opens_a_page_again()
    {
        FakeBrowser browser = new(opens: true);
        ConsolePrompt prompt = Prompt(browser: browser);
        await prompt.AskAsync(Challenges.Code(), CancellationToken.None);
        await prompt.AskAsync(Challenges.Code(), CancellationToken.None);

        Assert.Equal(2, browser.Opened.Count);
    }

    [Fact]
    public async Task Without_a_browser_nothing_is_opened()
    {
        ConsolePrompt prompt = new() { Output = _output, Browser = null };
        await prompt.AskAsync(Challenges.Code(), CancellationToken.None);

        Assert.DoesNotContain("browser", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_redirect_that_the_flow_catches_can_be_pasted_in_a_terminal_whether_a_browser_seems_to_have_opened_or_not(bool opens)
    {
        ConsolePrompt prompt = new() { Output = _output, Browser = new FakeBrowser(opens), Keys = new FakeKeys().Type("\n http://127.0.0.1/?code=x \n") };
        Secret? answer = await prompt.AskAsync(Challenges.Redirect(isCaught: true), CancellationToken.None);

        Assert.Equal("http://127.0.0.1/?code=x", answer?.Reveal());
        Assert.Contains("Or paste the address where the browser ends", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_without_keys_leaves_a_redirect_to_the_flow_that_catches_it()
    {
        Assert.Null(await new ConsolePrompt { Output = _output, Browser = null, Keys = new NoKeys() }.AskAsync(Challenges.Redirect(isCaught: true), CancellationToken.None));
        ConsolePrompt closed = new() { Output = _output, Browser = null, Keys = new FakeKeys().Press(ConsoleKey.D, control: true) };
        Assert.Null(await closed.AskAsync(Challenges.Redirect(isCaught: true), CancellationToken.None));
    }

    [Fact]
    public async Task A_redirect_that_the_flow_catches_does_not_eat_piped_input()
    {
        StringReader input = new("the application's own line");
        Secret? answer = await Prompt(input).AskAsync(Challenges.Redirect(isCaught: true), CancellationToken.None);

        Assert.Null(answer);
        Assert.Equal("the application's own line", await input.ReadLineAsync());
    }

    [Fact]
    public async Task A_redirect_that_nobody_catches_is_read()
    {
        Secret? answer = await Prompt(new StringReader("ms-app://auth?code=x\n")).AskAsync(Challenges.Redirect(isCaught: false), CancellationToken.None);

        Assert.Equal("ms-app://auth?code=x", answer?.Reveal());
    }

    [Fact]
    public async Task A_paste_is_read_trimmed_and_never_printed()
    {
        Secret? answer = await Prompt(new StringReader("\n   \n  made-up-paste \r\nnext")).AskAsync(Challenges.Paste(), CancellationToken.None);

        Assert.Equal("made-up-paste", answer?.Reveal());
        Assert.DoesNotContain("made-up-paste", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_the_browser_is_said_with_where_it_is_and_pasted_unseen()
    {
        FakeBrowser browser = new(opens: true);
        Secret? answer = await Prompt(new StringReader(" made-up-paste \n"), browser).AskAsync(Challenges.BrowserValue(), CancellationToken.None);

        Assert.Equal("made-up-paste", answer?.Reveal());
        Assert.Equal("https://example.test/login", Assert.Single(browser.Opened).AbsoluteUri);
        Assert.Equal(
            """
            Sign in: xbox
              Open https://example.test/login
              and sign in. Then open the developer tools of the browser (F12) and copy the value of 'game-token'
              from the local storage of https://example.test/
              The page has been opened in your browser.
            Reading the value of 'game-token' from standard input.

            """,
            _output.ToString(),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task A_terminal_is_asked_for_a_value_of_the_browser_without_echo()
    {
        ConsolePrompt prompt = new() { Output = _output, Browser = null, Keys = new FakeKeys().Type("made-up-paste\n") };
        Secret? answer = await prompt.AskAsync(Challenges.BrowserValue("to\u001b[2Jken"), CancellationToken.None);

        Assert.Equal("made-up-paste", answer?.Reveal());
        Assert.Contains("Paste the value of 'token' and press Enter (it is not shown): ", _output.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("made-up-paste", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_that_has_ended_is_said_with_the_fix()
    {
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(
            async () => await Prompt(TextReader.Null).AskAsync(Challenges.Paste(), CancellationToken.None));

        Assert.Equal(("xbox", "prompt"), (error.Provider, error.Step));
        Assert.Contains("terminal", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_that_breaks_counts_as_ended()
    {
        StringReader closed = new("x");
        closed.Dispose();

        await Assert.ThrowsAsync<GameAuthConfigurationException>(
            async () => await Prompt(closed).AskAsync(Challenges.Paste(), CancellationToken.None));
    }

    [Fact]
    public async Task A_player_who_closes_the_terminal_prompt_has_declined()
    {
        ConsolePrompt prompt = new() { Output = _output, Browser = null, Keys = new FakeKeys().Press(ConsoleKey.D, control: true) };
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(
            async () => await prompt.AskAsync(Challenges.Paste(), CancellationToken.None));

        Assert.Equal(SignInReason.Declined, error.Reason);
    }

    [Fact]
    public async Task Odd_text_can_not_move_the_cursor_nor_add_a_line()
    {
        DeviceCodeChallenge odd = new("AB\u001b[2J\u001b]8;;https://evil.test\u0007CD\r\nEF\u202e", new Uri("not absolute\u001b[1m", UriKind.Relative), null)
        {
            Account = new AccountId("x\u0007\nbox", "default", "key"),
        };
        await Prompt().AskAsync(odd, CancellationToken.None);

        Assert.Equal(
            ["Sign in: x box", "  Open not absolute", "  and enter the code ABCD EF", ""],
            _output.ToString().Split(_output.NewLine));
    }

    [Fact]
    public void Progress_is_one_line_each_and_a_mere_wait_none()
    {
        ConsolePrompt prompt = Prompt();
        DeviceCodeChallenge challenge = Challenges.Code();
        foreach (SignInProgress progress in new SignInProgress[]
        {
            new(SignInPhase.Waiting, TimeSpan.FromSeconds(5)),
            new(SignInPhase.Slowed, TimeSpan.FromSeconds(10)),
            new(SignInPhase.Waiting, TimeSpan.FromSeconds(10)),
            new(SignInPhase.Slowed, TimeSpan.FromSeconds(10)),
            new(SignInPhase.Slowed, TimeSpan.FromSeconds(120)),
            new(SignInPhase.Slowed),
            new(SignInPhase.Renewing),
            new(SignInPhase.Expired),
            new(SignInPhase.Declined),
            new(SignInPhase.Approved),
        })
        {
            prompt.OnProgress(challenge, progress);
        }

        Assert.Equal(
            """
            The service asks for patience; the next look is in 10 seconds.
            The service asks for patience; the next look is in 2 minutes.
            The service asks for patience.
            The code has expired. Here is a new one.
            The code has expired.
            Declined.
            Approved.

            """,
            _output.ToString(),
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task A_challenge_that_is_over_already_is_not_shown()
    {
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await Prompt().AskAsync(Challenges.Code(), new CancellationToken(canceled: true)));

        Assert.Empty(_output.ToString());
    }

    private ConsolePrompt Prompt(TextReader? input = null, IBrowserLauncher? browser = null) =>
        new() { Output = _output, Input = input ?? TextReader.Null, Browser = browser ?? _noBrowser, Clock = _clock };

    private sealed class NoKeys : TerminalKeys
    {
        public override bool IsAvailable => throw new InvalidOperationException("No console.");
    }
}
