using GameAuth.Testing;
using static GameAuth.Browser.Tests.Challenges;

namespace GameAuth.Browser.Tests.Real;

public sealed class A_page_leaves_a_token : IAsyncDisposable
{
    private readonly Chromium _chromium = new();
    private readonly PageServer _site = new();
    private readonly FakeClock _clock = new();

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _chromium.Dispose();
    }

    /// <summary>A form is posted, and the page behind it stores the token a while later. A strict policy holds on both.</summary>
    [ChromiumTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_login_with_a_form(bool byPort)
    {
        IReadOnlyList<string> commandLines = [];
        _site.With("/login", Page.Script("document.forms[0].submit()", "<form method=\"post\" action=\"/session\"><input name=\"password\" value=\"made-up-password\"></form>"))
            .With("/session", Page.Script($"setTimeout(() => fetch('/soon').then(() => localStorage.setItem('{Key}', '{Token}')), 100)"))
            .With("/soon", () =>
            {
                commandLines = _chromium.CommandLines();
                return new Page("");
            });
        Secret? answer = await AskAsync("/login?state=made-up-state", byPort ? FreePort() : null);
        Assert.Equal(Token, answer!.Reveal());
        await _chromium.NothingIsLeftAsync();
        Assert.NotEmpty(commandLines);
        Assert.All(commandLines, static line => Assert.DoesNotContain("made-up", line, StringComparison.Ordinal));
        Assert.Equal(byPort, commandLines.Any(static line => line.Contains("--remote-debugging-port=", StringComparison.Ordinal)));
    }

    [ChromiumFact]
    public async Task Before_the_page_has_loaded()
    {
        _site.With("/login", Page.Script($"localStorage.setItem('{Key}', '{Token}'); location = '/next'")).With("/next", Page.Script(""));
        Assert.Equal(Token, (await AskAsync("/login"))!.Reveal());
    }

    [ChromiumFact]
    public async Task After_a_word_for_nothing_and_among_other_keys()
    {
        _site.With("/login", Page.Script(
            $"localStorage.setItem('other', 'x'); localStorage.setItem('{Key}', null); sessionStorage.setItem('{Key}', 'of-the-session'); setTimeout(() => localStorage.setItem('{Key}', '{Token}'), 100)"));
        Assert.Equal(Token, (await AskAsync("/login"))!.Reveal());
    }

    /// <summary>The window that the site opens belongs to another host, as that of a service that vouches for players, and tells its opener.</summary>
    [ChromiumFact]
    public async Task After_a_popup_of_another_site()
    {
        _site.With("/login", Page.Script($"addEventListener('message', said => localStorage.setItem('{Key}', said.data)); open('{_site.At("vouch.example")}/popup')"))
            .With("/popup", Page.Script($"opener.postMessage('{Token}', '*'); close()"));
        Assert.Equal(Token, (await AskAsync("/login"))!.Reveal());
    }

    [ChromiumTheory]
    [InlineData("")]
    [InlineData("noopener")]
    public async Task In_a_popup(string features)
    {
        _site.With("/login", Page.Script($"open('/popup', '_blank', '{features}')")).With("/popup", Page.Script($"localStorage.setItem('{Key}', '{Token}'); close()"));
        Assert.Equal(Token, (await AskAsync("/login"))!.Reveal());
    }

    /// <summary>Other hosts, another port's worth of a name, another key, the session's storage, a frame of the origin in a foreign site: nothing of it is read.</summary>
    [ChromiumFact]
    public async Task Elsewhere_and_nothing_is_read()
    {
        string foreign = _site.At("localhost.example");
        _site.With("/login", Page.Script($"localStorage.setItem('other-{Key}', 'x'); sessionStorage.setItem('{Key}', '{Token}'); location = '{foreign}/foreign'"))
            .With("/foreign", Page.Script($"localStorage.setItem('{Key}', '{Token}'); onload = () => location = '{_site.At("127.0.0.1")}/last'", $"<iframe src=\"{_site.Home}/frame\"></iframe>"))
            .With("/frame", Page.Script($"localStorage.setItem('{Key}', '{Token}')"))
            .With("/last", Page.Script($"localStorage.setItem('{Key}', '{Token}'); fetch('/done')"))
            .With("/done", new Page(""));
        Task<Secret?> asked = AskAsync("/login");
        await _site.UntilAsync("/done");
        Assert.True(_site.WasAsked("/frame"));
        Assert.False(asked.IsCompleted);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(SignInReason.TimedOut, (await Assert.ThrowsAsync<SignInRequiredException>(() => asked)).Reason);
        await _chromium.NothingIsLeftAsync();
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener probe = new(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }

    private Task<Secret?> AskAsync(string path, int? port = null) => _chromium.Prompt(_clock, port)
        .AskAsync(new BrowserValueChallenge(new Uri(_site.Home + path), new Uri(_site.Home), Key) { Account = Challenges.Account }, CancellationToken.None).AsTask();
}
