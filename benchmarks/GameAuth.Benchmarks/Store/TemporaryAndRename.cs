using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace GameAuth.Benchmarks.Store;

/// <summary>The peer that textbooks name: a temporary file, flush, rename, and (on Unix) a flush of the directory.</summary>
internal static partial class TemporaryAndRename
{
    public static void Save(string path, byte[] content)
    {
        string temporary = path + ".tmp";
        using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            FlushDirectory(Path.GetDirectoryName(path)!);
        }
    }

    private static void FlushDirectory(string path)
    {
        int directory = Open(path, 0);
        if (directory < 0 || Flush(directory) < 0 || Close(directory) < 0)
        {
            throw new IOException($"The directory was not flushed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
