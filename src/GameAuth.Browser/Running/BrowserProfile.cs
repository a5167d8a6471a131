using System.Runtime.InteropServices;
using System.Security.Cryptography;

// For every native call of this assembly.
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace GameAuth;

/// <summary>
/// The profile of one sign-in: a directory that only this user may enter, <c>gameauth-browser-{random}</c>, deleted at the end. The lock of a file beside it, which the system gives up with the
/// process, tells the profile of a living process from one that a crash left.
/// </summary>
internal sealed partial class BrowserProfile
{
    private const string Name = "gameauth-browser-";
    private readonly FileStream _lock;

    private BrowserProfile(string path)
    {
        Path = path;
        _lock = Lock(path);

        // On Windows the folder of the user's own applications is closed to other users, and what is made in it inherits that.
        _ = OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    /// <summary>Makes a new one in a folder, and deletes those that no living process owns, after the browser that may still run on one has been ended.</summary>
    public static async Task<BrowserProfile> CreateAsync(string folder, Func<string, Task> endBrowser)
    {
        foreach (string left in Directory.GetDirectories(folder, Name + "*"))
        {
            try
            {
                using FileStream mine = Lock(left);
                await endBrowser(left).ConfigureAwait(false);
                await DeleteAsync(left).ConfigureAwait(false);
            }
            catch (Exception held) when (held is IOException or UnauthorizedAccessException)
            {
                // Its process lives.
            }
        }

        return new BrowserProfile(System.IO.Path.Combine(folder, Name + RandomNumberGenerator.GetHexString(16, lowercase: true)));
    }

    /// <summary>Makes a FIFO in it, which only this user may open.</summary>
    public string MakeFifo(string name)
    {
        const uint OwnerReadsAndWrites = 0x180;
        string path = System.IO.Path.Combine(Path, name);
        return MakeFifo(path, OwnerReadsAndWrites) == 0 ? path : throw new IOException($"{Marshal.GetLastPInvokeErrorMessage()} : '{path}'");
    }

    public async Task DeleteAsync()
    {
        await DeleteAsync(Path).ConfigureAwait(false);
        _lock.Dispose();
    }

    /// <summary>Deletes what can be deleted at once.</summary>
    public void DeleteNow()
    {
        TryDelete(Path);
        _lock.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    // On Unix it is a lock on the open file, which no child inherits.
    private static FileStream Lock(string profile) => new($"{profile}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);

    // A browser that is just ending may still hold a file, so it is tried for some seconds, by the system's clock; what remains then is deleted at the next start.
    private static async Task DeleteAsync(string directory)
    {
        for (int tries = 0; tries < 50 && !TryDelete(directory); tries++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System).ConfigureAwait(false);
        }
    }

    private static bool TryDelete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure is DirectoryNotFoundException;
        }
    }
}
