using System.ComponentModel;
using System.Diagnostics;

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
    public void MacOS_gets_the_address_as_the_one_argument_of_open()
    {
        FakeDesktop desktop = new(DesktopKind.MacOS) { Variables = [] };

        Assert.True(Open(desktop, s_page));

        ProcessStartInfo start = Assert.Single(desktop.Started);
        Assert.Equal(("/usr/bin/open", false), (start.FileName, start.UseShellExecute));
        Assert.Equal([s_page.AbsoluteUri], start.ArgumentList);
    }

    [Theory]
    [InlineData("DISPLAY")]
    [InlineData("WAYLAND_DISPLAY")]
    public void Linux_gets_the_address_as_an_argument_of_its_own(string display)
    {
        FakeDesktop desktop = new(DesktopKind.Freedesktop) { Variables = new() { [display] = "0" } };

        Assert.True(Open(desktop, s_page));

        ProcessStartInfo start = Assert.Single(desktop.Started);
        Assert.False(start.UseShellExecute);
        Assert.Equal(["/opt/xdg-open", s_page.AbsoluteUri], start.ArgumentList.Skip(2));
        Assert.DoesNotContain("example", start.ArgumentList[1], StringComparison.Ordinal);
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

    private sealed class PathDesktop(string path) : DesktopEnvironment
    {
        public override string? Variable(string name) => name == "PATH" ? path : null;
    }
}
