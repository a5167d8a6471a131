using System.ComponentModel;
using System.Diagnostics;

namespace DiscordActivity;

/// <summary>Discord's Embedded App SDK, which the page runs. It is Discord's, so that npm brings it, and it is no part of this repository.</summary>
internal static class EmbeddedSdk
{
    /// <summary>Finds it; where it is not there yet, npm fetches the version of package-lock.json.</summary>
    /// <param name="folder">Where it is said to be; null for beside the program.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The folder of its modules; null where there is none, which was said.</returns>
    public static async Task<string?> FindAsync(string? folder, CancellationToken cancellationToken)
    {
        string found = Path.GetFullPath(folder ?? Path.Combine(AppContext.BaseDirectory, "node_modules", "@discord", "embedded-app-sdk", "output"));
        if (folder is null && !Directory.Exists(found))
        {
            Console.WriteLine("Fetching Discord's Embedded App SDK with npm, once.");
            await InstallAsync(cancellationToken);
        }

        if (File.Exists(Path.Combine(found, "index.mjs")))
        {
            return found;
        }

        Console.WriteLine($"Discord's Embedded App SDK is not at {found}. Install Node.js, and run: npm ci --ignore-scripts --prefix {AppContext.BaseDirectory}");
        return null;
    }

    private static async Task InstallAsync(CancellationToken cancellationToken)
    {
        try
        {
            using Process npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", ["ci", "--ignore-scripts"]) { WorkingDirectory = AppContext.BaseDirectory })!;
            await npm.WaitForExitAsync(cancellationToken);
        }
        catch (Win32Exception)
        {
            // There is no npm; what to do is said by the caller.
        }
    }
}
