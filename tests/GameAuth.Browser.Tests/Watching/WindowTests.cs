using System.Text.Json;
using GameAuth.Testing;
using static GameAuth.Browser.Tests.Challenges;

namespace GameAuth.Browser.Tests.Watching;

public sealed class WindowTests
{
    // What only looks, and what lets a new window go on.
    private static readonly string[] Harmless =
    [
        "Target.setDiscoverTargets", "Target.setAutoAttach", "Page.navigate", "DOMStorage.enable", "DOMStorage.getDOMStorageItems", "Network.enable", "Runtime.runIfWaitingForDebugger",
    ];

    private readonly FakeBrowser _browser = new();
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task The_page_is_opened_in_the_first_window_once_it_reports()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        JsonElement open = await _browser.UntilAsync("Page.navigate");
        Assert.Equal("https://game.example/login?hint=made-up", open.GetProperty("params").GetProperty("url").GetString());
        Assert.Equal(["Target.setDiscoverTargets", "Target.setAutoAttach", "DOMStorage.enable", "Runtime.runIfWaitingForDebugger", "Page.navigate"], _browser.Methods);
        await _browser.OpenAsync("two");
        await _browser.CloseAsync();
        await _browser.StoreAsync(Origin, Key, Token);
        Assert.Equal(Token, (await asked)!.Reveal());
        Assert.Single(_browser.Methods, "Page.navigate");
    }

    [Fact]
    public async Task A_popup_reports_before_it_goes_on()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        await _browser.OpenAsync("popup");
        Assert.Equal("s-popup", (await _browser.UntilAsync("DOMStorage.enable")).GetProperty("sessionId").GetString());
        Assert.Equal("s-popup", (await _browser.UntilAsync("Runtime.runIfWaitingForDebugger")).GetProperty("sessionId").GetString());
        await _browser.CloseAsync("popup");
        await _browser.StoreAsync(Origin, Key, Token);
        Assert.Equal(Token, (await asked)!.Reveal());
    }

    [Fact]
    public async Task Nothing_is_injected_removed_or_clicked()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        await _browser.OpenAsync("popup");
        await _browser.SayAsync("""{"method":"Target.targetInfoChanged","params":{}}""");
        await _browser.StoreAsync(Origin, "other", Token);
        await _browser.StoreAsync(Origin, Key, Token);
        await asked;
        Assert.NotEmpty(_browser.Methods);
        Assert.All(_browser.Methods, static method => Assert.Contains(method, Harmless));
    }

    [Fact]
    public async Task A_closed_window_is_a_no()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        await _browser.OpenAsync("popup");
        await _browser.CloseAsync("popup");
        await _browser.CloseAsync();
        SignInRequiredException no = await Assert.ThrowsAsync<SignInRequiredException>(() => asked);
        Assert.Equal((SignInReason.Declined, "toy", "browser"), (no.Reason, no.Provider, no.Step));
        Assert.True(_browser.IsDisposed);
    }

    [Fact]
    public async Task A_browser_that_ends_is_a_no()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.OpenAsync();
        await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        await _browser.EndAsync();
        Assert.Equal(SignInReason.Declined, (await Assert.ThrowsAsync<SignInRequiredException>(() => asked)).Reason);
    }

    [Fact]
    public async Task A_browser_that_ends_before_it_opens_a_window_is_an_error_that_names_the_paste()
    {
        Task<Secret?> asked = AskAsync();
        await _browser.UntilAsync("Target.setAutoAttach");
        await _browser.EndAsync();
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => asked);
        Assert.Contains("ended before it opened a window", error.Message, StringComparison.Ordinal);
        Assert.Contains("paste the value of 'game-token'", error.Message, StringComparison.Ordinal);
        Assert.Equal(("toy", "browser"), (error.Provider, error.Step));
    }

    [Fact]
    public async Task A_cancelled_sign_in_closes_the_browser()
    {
        using CancellationTokenSource shown = new();
        Task<Secret?> asked = _browser.Prompt(_clock).AskAsync(Value(), shown.Token).AsTask();
        await _browser.OpenAsync();
        await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        await shown.CancelAsync();
        OperationCanceledException over = await Assert.ThrowsAsync<OperationCanceledException>(() => asked);
        Assert.Equal(shown.Token, over.CancellationToken);
        Assert.True(_browser.IsDisposed);
    }

    [Fact]
    public async Task The_challenge_s_own_end_counts_where_it_is_sooner()
    {
        Task<Secret?> asked = _browser.Prompt(_clock).AskAsync(Value() with { ExpiresAt = _clock.GetUtcNow() + TimeSpan.FromMinutes(3) }, CancellationToken.None).AsTask();
        await _browser.OpenAsync();
        await _browser.UntilAsync("DOMStorage.getDOMStorageItems");
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.False(asked.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SignInReason.TimedOut, (await Assert.ThrowsAsync<SignInRequiredException>(() => asked)).Reason);
    }

    [Fact]
    public async Task A_challenge_that_has_ended_opens_no_browser()
    {
        DevToolsPrompt prompt = new() { BrowserPath = Environment.ProcessPath, Clock = _clock, Start = static (_, _, _, _) => throw new InvalidOperationException("It was opened.") };
        SignInRequiredException over = await Assert.ThrowsAsync<SignInRequiredException>(() => prompt.AskAsync(Value() with { ExpiresAt = _clock.GetUtcNow() }, CancellationToken.None).AsTask());
        Assert.Equal(SignInReason.TimedOut, over.Reason);
    }

    [Theory]
    [InlineData("http://game.example/login")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:word@game.example/login")]
    [InlineData("/login")]
    public async Task A_page_that_is_not_fit_is_not_opened(string page)
    {
        BrowserValueChallenge challenge = Value() with { Page = new Uri(page, UriKind.RelativeOrAbsolute) };
        await Assert.ThrowsAsync<ArgumentException>(() => _browser.Prompt().AskAsync(challenge, CancellationToken.None).AsTask());
    }

    [Fact]
    public async Task An_origin_that_is_none_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _browser.Prompt().AskAsync(Value(origin: "file:///tmp"), CancellationToken.None).AsTask());

    private Task<Secret?> AskAsync() => _browser.Prompt(_clock).AskAsync(Value(), CancellationToken.None).AsTask();
}
