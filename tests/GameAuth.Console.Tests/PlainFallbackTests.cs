using Spectre.Console;

namespace GameAuth.Tests.RichPrompt;

public sealed class PlainFallbackTests
{
    [Theory]
    [InlineData("redirected")]
    [InlineData("no ansi")]
    [InlineData("not interactive")]
    public async Task Lines_without_escapes_go_where_no_terminal_is(string why)
    {
        FakeTerminal output = new(120) { IsTerminal = why != "redirected" };
        IAnsiConsole console = output.ToConsole(ansi: why != "no ansi", interactive: why != "not interactive");
        RichConsolePrompt prompt = new(console) { Browser = null };
        DeviceCodeChallenge challenge = new("ABCD-EFGH", new Uri("https://example.test/link"), null) { Account = RichPromptFixture.Account };

        Assert.Null(await prompt.AskAsync(challenge, CancellationToken.None));
        prompt.OnProgress(challenge, new SignInProgress(SignInPhase.Waiting, TimeSpan.FromSeconds(5)));
        prompt.OnProgress(challenge, new SignInProgress(SignInPhase.Approved));

        Assert.Equal(
            """
            Sign in: xbox
              Open https://example.test/link
              and enter the code ABCD-EFGH
            Approved.

            """,
            output.Raw,
            ignoreLineEndingDifferences: true);
    }

    [Fact]
    public async Task A_paste_is_read_and_never_shown()
    {
        RichPromptFixture fixture = new(input: new StringReader("made-up-paste\n"));
        Secret? answer = await fixture.Prompt.AskAsync(
            new PasteChallenge("npsso", new Uri("https://example.test/ssocookie")) { Account = RichPromptFixture.Account }, CancellationToken.None);

        Assert.Equal("made-up-paste", answer?.Reveal());
        Assert.DoesNotContain("made-up-paste", fixture.Terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_of_the_browser_is_read_and_never_shown()
    {
        RichPromptFixture fixture = new(input: new StringReader("made-up-paste\n"));
        Secret? answer = await fixture.Prompt.AskAsync(
            new BrowserValueChallenge(new Uri("https://example.test/login"), new Uri("https://example.test"), "game-token") { Account = RichPromptFixture.Account },
            CancellationToken.None);

        Assert.Equal("made-up-paste", answer?.Reveal());
        Assert.Equal("https://example.test/login", Assert.Single(fixture.Opened).AbsoluteUri);
        Assert.Contains("'game-token'", fixture.Terminal.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up-paste", fixture.Terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_authorize_link_stays_in_one_piece()
    {
        RichPromptFixture fixture = new(width: 40);
        string page = "https://example.test/authorize?state=" + new string('s', 300);
        await fixture.Prompt.AskAsync(
            new RedirectChallenge(new Uri(page), new Uri("http://127.0.0.1:5000/")) { Account = RichPromptFixture.Account, IsCaught = true }, CancellationToken.None);

        Assert.Contains(page, fixture.Terminal.Raw, StringComparison.Ordinal);
        Assert.Equal(page, Assert.Single(fixture.Opened).AbsoluteUri);
    }

    [Fact]
    public async Task A_redirect_that_nothing_listens_for_is_pasted_and_never_shown()
    {
        RichPromptFixture fixture = new(input: new StringReader("ms-app://auth?code=made-up-paste\n"));
        Secret? answer = await fixture.Prompt.AskAsync(
            new RedirectChallenge(new Uri("https://example.test/authorize"), new Uri("ms-app://auth")) { Account = RichPromptFixture.Account }, CancellationToken.None);

        Assert.Equal("ms-app://auth?code=made-up-paste", answer?.Reveal());
        Assert.Contains("ms-app://auth", fixture.Terminal.Raw, StringComparison.Ordinal);
        Assert.DoesNotContain("made-up-paste", fixture.Terminal.Raw, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_that_is_over_already_is_not_shown()
    {
        RichPromptFixture fixture = new();
        await Assert.ThrowsAsync<OperationCanceledException>(
            async () => await fixture.Prompt.AskAsync(fixture.Code(), new CancellationToken(canceled: true)));

        Assert.Empty(fixture.Terminal.Raw);
    }
}
