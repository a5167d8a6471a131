namespace GameAuth.Storage;

/// <summary>Puts a directory's own name on the disk: flushing a file or its directory says nothing of the directories above.</summary>
internal static class DirectoryChain
{
    /// <summary>Flushes a directory and those above it, any of which may be new.</summary>
    public static void Flush(IStoreDisk disk, string directory)
    {
        disk.FlushDirectory(directory);
        try
        {
            for (string? above = Path.GetDirectoryName(directory); above is not null; above = Path.GetDirectoryName(above))
            {
                disk.FlushDirectory(above);
            }
        }
        catch (Exception e) when (StoreFailure.IsDenied(e))
        {
            // One that this user may not open is not one that this user has made, and neither are those above.
        }
    }
}
