namespace GameAuth.Torture;

/// <summary>A file system of a few megabytes, mounted for one command and gone with it.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private const int ImageMegabytes = 16;
    private const int Block = 4096;
    private const int NoSpace = 28;

    private SmallDisk(string kind, string path)
    {
        Kind = kind;
        Path = path;
    }

    /// <summary>What it is: a real file system where the kernel lets us, memory else.</summary>
    public string Kind { get; }

    public string Path { get; }

    /// <summary>Mounts ext4 from a file, or memory as the second choice.</summary>
    /// <returns>The disk, or why there is none.</returns>
    public static async Task<(SmallDisk? Disk, string Reason)> MountAsync(Scratch scratch)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return (null, "mounting a disk takes Linux and root");
        }

        string path = Directory.CreateDirectory(scratch.At("disk")).FullName;
        string image = scratch.At("disk.img");
        await using (FileStream file = new(image, FileMode.CreateNew))
        {
            file.SetLength(ImageMegabytes * 1024 * 1024);
        }

        string? failure = await Tool.RunAsync("mkfs.ext4", "-q", "-F", "-m", "0", image) ?? await Tool.RunAsync("mount", "-o", "loop", image, path);
        if (failure is null)
        {
            return (new SmallDisk("ext4-loop", path), "");
        }

        return await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", path) is { } second
            ? (null, $"{failure}; {second}")
            : (new SmallDisk("tmpfs", path), "");
    }

    /// <summary>Writes a file until not one more byte fits.</summary>
    public void Fill()
    {
        using FileStream ballast = new(System.IO.Path.Combine(Path, "ballast"), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (int size = 64 * Block; size >= 1; size = size > 1 ? Math.Max(1, size / 8) : 0)
        {
            try
            {
                while (true)
                {
                    ballast.Write(new byte[size]);
                    ballast.Flush(flushToDisk: true);
                }
            }
            catch (IOException full) when (full.HResult == NoSpace)
            {
                // The next size fills what is left.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (await Tool.RunAsync("umount", Path) is not null && await Tool.RunAsync("umount", "-l", Path) is { } failure)
        {
            await Console.Error.WriteLineAsync($"{Path} stays mounted. {failure}");
        }
    }
}
