using System.ComponentModel;
using System.Diagnostics;
using GameAuth.Core.Tests.OAuth;

namespace GameAuth.Core.Tests.Prompts;

public sealed class SystemBrowserTests
{
    private static readonly Uri s_page = new("https://example.test/a b?q=\"$(id)\"&x='`;");

    [Fact]
    public void Windows_gets_the_address_through_its_shell()
    {
        FakeDesktop desktop = new(DesktopKind.Windows) { Variables = [] };

        Assert.True(Open(desktop, s_page));

        ProcessStartInfo start = Assert.Single(desktop.Started);
        Assert.Equal((s_page.AbsoluteUri, true), (start.FileName, start.UseShellExecute));
        Assert.Empty(start.ArgumentList);
    }

    [Fact]
    public void MacOS_gets_a_file_as_the_one_argument_of_open()
    {
        FakeDesktop desktop = new(DesktopKind.MacOS) { Variables = [] };

        Assert.True(Open(desktop, s_page));

        ProcessStartInfo start = Assert.Single(desktop.Started);
        Assert.Equal(("/usr/bin/open", false), (start.FileName, start.UseShellExecute));
        AssertFile(desktop, Assert.Single(start.ArgumentList));
    }

    [Theory]
    [InlineData("DISPLAY")]
    [InlineData("WAYLAND_DISPLAY")]
    public void Linux_gets_a_file_as_an_argument_of_its_own(string display)
    {
        FakeDesktop desktop = new(DesktopKind.Freedesktop) { Variables = new() { [display] = "0" } };

        Assert.True(Open(desktop, s_page));

        ProcessStartInfo start = Assert.Single(desktop.Started);
        Assert.False(start.UseShellExecute);
        Assert.Equal("/opt/xdg-open", start.ArgumentList[2]);
        AssertFile(desktop, start.ArgumentList[3]);
        Assert.DoesNotContain("example", string.Join(' ', start.ArgumentList), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_page_without_a_query_needs_no_file(int kind)
    {
        FakeDesktop desktop = new((DesktopKind)kind);

        Assert.True(Open(desktop, new Uri("https://example.test/link")));

        Assert.Equal("https://example.test/link", Assert.Single(desktop.Started).ArgumentList[^1]);
        Assert.Empty(Directory.GetFileSystemEntries(desktop.Home));
    }

    [Fact]
    public void The_file_is_deleted_after_a_minute_and_when_no_browser_starts()
    {
        FakeDesktop desktop = new(DesktopKind.Freedesktop);
        Open(desktop, s_page);
        Assert.Single(Directory.GetFileSystemEntries(desktop.Home));
        desktop.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(Directory.GetFileSystemEntries(desktop.Home));
        FakeDesktop refusing = new(DesktopKind.Freedesktop) { Fails = new Win32Exception(2) };
        Assert.False(Open(refusing, s_page));
        Assert.Empty(Directory.GetFileSystemEntries(refusing.Home));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void No_variable_that_looks_like_a_secret_reaches_the_browser(int kind)
    {
        string[] secrets = ["HYTALE_SERVER_SESSION_TOKEN", "HYTALE_SERVER_IDENTITY_TOKEN", "GAMEAUTH_PASSPHRASE", "GameAuth__Xbox__ClientId", "client_secret_of_ours", "DB_Password"];
        FakeDesktop desktop = new((DesktopKind)kind);
        try
        {
            Array.ForEach(secrets, static name => Environment.SetEnvironmentVariable(name, "canary"));
            Environment.SetEnvironmentVariable("XDG_ACTIVATION_TOKEN", "focus");
            Open(desktop, s_page);
        }
        finally
        {
            Array.ForEach(secrets, static name => Environment.SetEnvironmentVariable(name, null));
            Environment.SetEnvironmentVariable("XDG_ACTIVATION_TOKEN", null);
        }

        IDictionary<string, string?> environment = Assert.Single(desktop.Started).Environment;
        Assert.DoesNotContain("canary", environment.Values);
        Assert.Equal("focus", environment["XDG_ACTIVATION_TOKEN"]);
        Assert.Contains("PATH", environment.Keys);
    }

    [SecondUserFact]
    public async Task A_second_user_reads_no_state_of_a_sign_in_anywhere()
    {
        const string Canary = "canary-of-a-state-0123456789";
        OpeningDesktop desktop = new();
        try
        {
            Assert.True(new SystemBrowser(desktop).TryOpen(new Uri($"https://example.test/authorize?state={Canary}&redirect_uri=http%3A%2F%2F127.0.0.1%3A54321%2F")));
            Assert.Contains(Canary, await desktop.ReadAsync(), StringComparison.Ordinal);

            // While the browser runs: all arguments, all environments, and the file that it was given.
            string seen = await SecondUserFactAttribute.RunAsync(
                "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' ' '; find " + desktop.Home + " -type f -exec cat {} + 2>/dev/null; echo end");
            Assert.EndsWith("end\n", seen, StringComparison.Ordinal);
            Assert.Contains("fake-xdg-open", seen, StringComparison.Ordinal);
            Assert.DoesNotContain(Canary, seen, StringComparison.Ordinal);
            Assert.DoesNotContain("54321", seen, StringComparison.Ordinal);
        }
        finally
        {
            desktop.Close();
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_terminal_is_not_handed_to_the_child(int kind)
    {
        FakeDesktop desktop = new((DesktopKind)kind);
        Open(desktop, s_page);

        ProcessStartInfo start = Assert.Single(desktop.Started);
        Assert.True(start.RedirectStandardInput && start.RedirectStandardOutput && start.RedirectStandardError);
    }

    [Theory]
    [InlineData("http://example.test/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ms-xal-0000://auth")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://login.example@example.test/")]
    [InlineData("ftp://127.0.0.1/")]
    [InlineData("relative/page")]
    public void Only_https_and_loopback_http_are_opened(string address)
    {
        FakeDesktop desktop = new(DesktopKind.Freedesktop);

        Assert.False(Open(desktop, new Uri(address, UriKind.RelativeOrAbsolute)));
        Assert.Empty(desktop.Started);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("http://[::1]:5000/")]
    [InlineData("http://localhost/")]
    [InlineData("https://example.test:8443/")]
    public void Loopback_pages_are_opened_too(string address) => Assert.True(Open(new(DesktopKind.Freedesktop), new Uri(address)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Over_ssh_nothing_is_opened(int kind)
    {
        FakeDesktop desktop = new((DesktopKind)kind)
        {
            Variables = new() { ["DISPLAY"] = "localhost:10.0", ["SSH_CONNECTION"] = "192.0.2.1 50000 192.0.2.2 22" },
        };

        Assert.False(Open(desktop, s_page));
        Assert.Empty(desktop.Started);
    }

    [Fact]
    public void Without_a_display_nothing_is_opened() =>
        Assert.False(Open(new(DesktopKind.Freedesktop) { Variables = new() { ["DISPLAY"] = "" } }, s_page));

    [Fact]
    public void Without_xdg_open_nothing_is_opened() => Assert.False(Open(new(DesktopKind.Freedesktop) { HasOpener = false }, s_page));

    [Fact]
    public void A_windows_service_opens_nothing() => Assert.False(Open(new(DesktopKind.Windows) { HasUser = false }, s_page));

    [Fact]
    public void A_system_that_refuses_is_no_error() =>
        Assert.False(Open(new(DesktopKind.MacOS) { Fails = new Win32Exception(2) }, s_page));

    [Fact]
    public void A_program_is_looked_for_in_the_absolute_folders_of_the_path_only()
    {
        string folder = Directory.CreateTempSubdirectory("gameauth-path-").FullName;
        try
        {
            string program = Path.Combine(folder, "opener");
            File.WriteAllText(program, "");

            Assert.Equal(program, new PathDesktop($"relative{Path.PathSeparator}{Path.PathSeparator}{folder}").Find("opener"));
            Assert.Null(new PathDesktop(Path.GetRelativePath(Environment.CurrentDirectory, folder)).Find("opener"));
            Assert.Null(new PathDesktop(folder).Find("missing"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Open(FakeDesktop desktop, Uri page) => new SystemBrowser(desktop).TryOpen(page);

    private static void AssertFile(FakeDesktop desktop, string path)
    {
        Assert.Equal(desktop.Home, Path.GetDirectoryName(Path.GetDirectoryName(path)));
        string html = File.ReadAllText(path);
        Assert.Contains($"content=\"0; url={System.Net.WebUtility.HtmlEncode(s_page.AbsoluteUri)}\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        }
    }

    /// <summary>A desktop whose opener is a real program that copies what it was given and stays, as a browser does.</summary>
    private sealed class OpeningDesktop : DesktopEnvironment
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("gameauth-desktop-").FullName;
        private Process? _process;

        public override DesktopKind Kind => DesktopKind.Freedesktop;

        public override string Home => _folder;

        public override string? Variable(string name) => name is "DISPLAY" ? ":0" : null;

        public override string? Find(string program)
        {
            string opener = Path.Combine(_folder, "fake-xdg-open");
            File.WriteAllText(opener, $"#!/bin/sh\ncp \"$1\" {_folder}/copy.part && chmod 600 {_folder}/copy.part && mv {_folder}/copy.part {_folder}/copy\nsleep 60\ntrue\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(opener, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return opener;
        }

        public override bool Start(ProcessStartInfo start)
        {
            _process = Process.Start(start);
            return true;
        }

        public async Task<string> ReadAsync()
        {
            using CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
            while (!File.Exists(Path.Combine(_folder, "copy")))
            {
                await Task.Delay(20, patience.Token);
            }

            return await File.ReadAllTextAsync(Path.Combine(_folder, "copy"), patience.Token);
        }

        public void Close()
        {
            _process?.Kill(entireProcessTree: true);
            _process?.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }

    private sealed class PathDesktop(string path) : DesktopEnvironment
    {
        public override string? Variable(string name) => name == "PATH" ? path : null;
    }
}
