namespace GameAuth;

/// <summary>Where browsers of the Chromium family usually are, in the order in which they are looked for: Chromium, Chrome, Edge, Brave. Tests override what it asks of the system.</summary>
internal class InstalledBrowsers
{
    private static readonly string[] Unix =
    [
        "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/local/bin/chromium",
        "/usr/bin/google-chrome-stable", "/usr/bin/google-chrome", "/opt/google/chrome/chrome",
        "/usr/bin/microsoft-edge-stable", "/usr/bin/microsoft-edge", "/opt/microsoft/msedge/msedge",
        "/usr/bin/brave-browser-stable", "/usr/bin/brave-browser", "/opt/brave.com/brave/brave",
        "/snap/bin/chromium", "/snap/bin/brave",
    ];

    private static readonly string[] Apple =
    [
        "Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome",
        "Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "Brave Browser.app/Contents/MacOS/Brave Browser",
    ];

    private static readonly string[] Windows =
    [
        @"Chromium\Application\chrome.exe", @"Google\Chrome\Application\chrome.exe", @"Microsoft\Edge\Application\msedge.exe", @"BraveSoftware\Brave-Browser\Application\brave.exe",
    ];

    public virtual PlatformID System => OperatingSystem.IsWindows() ? PlatformID.Win32NT : OperatingSystem.IsMacOS() ? PlatformID.MacOSX : PlatformID.Unix;

    public virtual bool Exists(string path) => File.Exists(path);

    /// <summary>A folder of the system; empty where there is none.</summary>
    public virtual string Folder(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder);

    /// <summary>The first one that is installed.</summary>
    public string? Find() => (System switch
    {
        PlatformID.Win32NT => Under(
            Windows, '\\', Folder(Environment.SpecialFolder.ProgramFiles), Folder(Environment.SpecialFolder.ProgramFilesX86), Folder(Environment.SpecialFolder.LocalApplicationData)),
        PlatformID.MacOSX => Under(Apple, '/', "/Applications", $"{Folder(Environment.SpecialFolder.UserProfile)}/Applications"),
        _ => Unix,
    }).FirstOrDefault(Exists);

    private static IEnumerable<string> Under(string[] programs, char separator, params string[] folders) =>
        programs.SelectMany(program => folders.Where(static folder => folder.Length > 0).Select(folder => $"{folder}{separator}{program}"));
}
