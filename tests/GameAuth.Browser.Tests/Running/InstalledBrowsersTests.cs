using static GameAuth.Browser.Tests.Challenges;

namespace GameAuth.Browser.Tests.Running;

public sealed class InstalledBrowsersTests
{
    [Theory]
    [InlineData("/usr/bin/chromium", "/usr/bin/chromium", "/usr/bin/google-chrome")]
    [InlineData("/opt/google/chrome/chrome", "/opt/brave.com/brave/brave", "/opt/google/chrome/chrome", "/usr/bin/microsoft-edge")]
    [InlineData("/usr/bin/microsoft-edge", "/usr/bin/brave-browser", "/usr/bin/microsoft-edge")]
    public void The_first_of_Chromium_Chrome_Edge_and_Brave_is_taken(string found, params string[] installed) => Assert.Equal(found, new Machine(PlatformID.Unix, installed).Find());

    [Fact]
    public void On_Windows_they_are_looked_for_in_the_folders_of_programs()
    {
        Assert.Equal(
            @"C:\Program Files\Google\Chrome\Application\chrome.exe",
            new Machine(PlatformID.Win32NT, @"C:\Local\BraveSoftware\Brave-Browser\Application\brave.exe", @"C:\Program Files\Google\Chrome\Application\chrome.exe").Find());
        Assert.Equal(@"C:\Local\Chromium\Application\chrome.exe", new Machine(PlatformID.Win32NT, @"C:\Local\Chromium\Application\chrome.exe").Find());
    }

    [Fact]
    public void On_macOS_they_are_looked_for_among_the_applications()
    {
        const string Edge = "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge";
        Assert.Equal(Edge, new Machine(PlatformID.MacOSX, Edge).Find());
        Assert.Equal("player/Applications/Chromium.app/Contents/MacOS/Chromium", new Machine(PlatformID.MacOSX, Edge, "player/Applications/Chromium.app/Contents/MacOS/Chromium").Find());
    }

    [Fact]
    public async Task Without_a_browser_the_error_names_the_paste()
    {
        DevToolsPrompt prompt = new() { Installed = new Machine(PlatformID.Unix) };
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => prompt.AskAsync(Value(), CancellationToken.None).AsTask());
        Assert.Contains("No Chromium, Chrome, Edge or Brave was found", error.Message, StringComparison.Ordinal);
        Assert.Contains("paste the value of 'game-token'", error.Message, StringComparison.Ordinal);
        error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => prompt.AskAsync(Redirect("com.example.app://redirect"), CancellationToken.None).AsTask());
        Assert.Contains("paste the address that the browser ends at", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/browser")]
    [InlineData("chromium")]
    public async Task A_path_that_leads_nowhere_is_named(string path)
    {
        DevToolsPrompt prompt = new() { BrowserPath = path, Installed = new Machine(PlatformID.Unix, "/usr/bin/chromium") };
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(() => prompt.AskAsync(Value(), CancellationToken.None).AsTask());
        Assert.Contains($"There is no browser at '{path}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_have_bounds()
    {
        Assert.Throws<ArgumentOutOfRangeException>(static () => new DevToolsPrompt { Port = 80 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new DevToolsPrompt { Port = 65536 });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new DevToolsPrompt { TimeLimit = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(static () => new DevToolsPrompt { TimeLimit = TimeSpan.FromDays(2) });
        Assert.Equal(9223, new DevToolsPrompt { Port = 9223 }.Port);
        Assert.Equal((null, TimeSpan.FromMinutes(10)), (new DevToolsPrompt().Port, new DevToolsPrompt().TimeLimit));
    }

    private sealed class Machine(PlatformID system, params string[] installed) : InstalledBrowsers
    {
        public override PlatformID System => system;

        public override bool Exists(string path) => installed.Contains(path);

        public override string Folder(Environment.SpecialFolder folder) => folder switch
        {
            Environment.SpecialFolder.ProgramFiles => @"C:\Program Files",
            Environment.SpecialFolder.LocalApplicationData => @"C:\Local",
            Environment.SpecialFolder.UserProfile => "player",
            _ => "",
        };
    }
}
