using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using static GameAuth.Browser.Tests.Challenges;

namespace GameAuth.Browser.Tests.Real;

public sealed class A_sign_in_ends_early : IAsyncDisposable
{
    private readonly Chromium _chromium = new();
    private readonly PageServer _site = new();

    public A_sign_in_ends_early() => _site.With("/login", Page.Script("fetch('/loaded')")).With("/loaded", new Page(""));

    private BrowserValueChallenge Challenge => new(new Uri(_site.Home + "/login"), new Uri(_site.Home), Key) { Account = Challenges.Account };

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        _chromium.Dispose();
    }

    [ChromiumFact]
    public async Task Cancelled()
    {
        using CancellationTokenSource shown = new();
        Task<Secret?> asked = _chromium.Prompt().AskAsync(Challenge, shown.Token).AsTask();
        await _site.UntilAsync("/loaded");
        Assert.NotEmpty(_chromium.CommandLines());
        await shown.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => asked);
        await _chromium.NothingIsLeftAsync();
    }

    [ChromiumFact]
    public async Task By_a_closed_window()
    {
        _site.With("/login", Page.Script("fetch('/loaded').then(() => close())"));
        Assert.Equal(SignInReason.Declined, (await Assert.ThrowsAsync<SignInRequiredException>(() => _chromium.Prompt().AskAsync(Challenge, CancellationToken.None).AsTask())).Reason);
        await _chromium.NothingIsLeftAsync();
    }

    [ChromiumFact]
    public async Task By_a_browser_that_is_killed()
    {
        Task<Secret?> asked = _chromium.Prompt().AskAsync(Challenge, CancellationToken.None).AsTask();
        await _site.UntilAsync("/loaded");
        KillBrowser();
        Assert.Equal(SignInReason.Declined, (await Assert.ThrowsAsync<SignInRequiredException>(() => asked)).Reason);
        await _chromium.NothingIsLeftAsync();
    }

    [ChromiumFact]
    public async Task Before_a_window_because_the_browser_does_not_start()
    {
        File.WriteAllText(_chromium.Path, "#!/bin/sh\nexit 1\n");
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => _chromium.Prompt().AskAsync(Challenge, CancellationToken.None).AsTask());
        Assert.Contains("ended before it opened a window", error.Message, StringComparison.Ordinal);
        await _chromium.NothingIsLeftAsync();
    }

    [ChromiumFact]
    public async Task Because_the_port_is_in_use()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => _chromium.Prompt(port: port).AskAsync(Challenge, CancellationToken.None).AsTask());
        Assert.Contains($"Port {port} is in use", error.Message, StringComparison.Ordinal);
        await _chromium.NothingIsLeftAsync();
    }

    [ChromiumFact]
    public async Task Because_the_folder_is_not_there()
    {
        DevToolsPrompt prompt = new() { BrowserPath = _chromium.Path, ProfileFolder = Path.Combine(_chromium.Folder, "nowhere") };
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => prompt.AskAsync(Challenge, CancellationToken.None).AsTask());
        Assert.Contains("could not be started", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Nothing can be done at the moment of a kill: the browser closes by itself, and the next sign-in deletes the profile. With a port, it closes the browser too.</summary>
    [ChromiumTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task By_a_kill_of_the_application(bool byPort)
    {
        string host = Path.Combine(AppContext.BaseDirectory, "GameAuth.Browser.Host");
        using TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        int port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        string[] arguments = [_chromium.Path, _chromium.Folder, _site.Home + "/login", _site.Home, Key];
        using Process application = Process.Start(new ProcessStartInfo(host, byPort ? [.. arguments, $"{port}"] : arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        await _site.UntilAsync("/loaded");
        application.Kill();
        await application.WaitForExitAsync();
        if (!byPort)
        {
            await _chromium.NoProcessIsLeftAsync();
        }

        Assert.Single(Directory.GetDirectories(_chromium.Folder));
        _site.With("/login", Page.Script($"localStorage.setItem('{Key}', '{Token}')"));
        Assert.Equal(Token, (await _chromium.Prompt().AskAsync(Challenge, CancellationToken.None))!.Reveal());
        await _chromium.NothingIsLeftAsync();
    }

    // The browser itself is the one process of its folder that is not another one's helper.
    private void KillBrowser()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc").Where(static one => int.TryParse(Path.GetFileName(one), out _)))
        {
            string line = "";
            try
            {
                line = File.ReadAllText(Path.Combine(directory, "cmdline"));
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            if (line.Contains(_chromium.Folder, StringComparison.Ordinal) && !line.Contains("--type=", StringComparison.Ordinal) && !line.Contains("crashpad", StringComparison.Ordinal))
            {
                using Process browser = Process.GetProcessById(int.Parse(Path.GetFileName(directory)));
                browser.Kill();
            }
        }
    }
}
