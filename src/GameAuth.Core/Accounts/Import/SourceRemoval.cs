using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Removes what was imported: overwritten, deleted, and the directory flushed. A failure is told, since it leaves credentials in the clear.</summary>
internal sealed class SourceRemoval(IStoreDisk disk)
{
    private const int Block = 64 * 1024;

    /// <summary>Removes the companions first and the file last, so that an import that is cut off begins again where it ended.</summary>
    /// <returns>What is still there.</returns>
    public IReadOnlyList<NotRemovedFile> Remove(ImportFile file, IEnumerable<string> companions)
    {
        string directory = Path.GetDirectoryName(file.Path)!;
        List<NotRemovedFile> left = [];
        try
        {
            // The other program may have written a newer refresh token meanwhile.
            if (disk.Read(file.Path, ImportFiles.MaxSize + 1) is not { } now || !now.AsSpan().SequenceEqual(file.Content))
            {
                return [new NotRemovedFile(file.Path, "It has changed since it was read. End the other program, import again, and remove it then.")];
            }
        }
        catch (Exception error) when (IsFailure(error))
        {
            return [Left(file.Path, error)];
        }

        foreach (string path in companions.Select(name => Path.Combine(directory, Path.GetFileName(name))).Append(file.Path))
        {
            try
            {
                Remove(path, directory);
            }
            catch (Exception error) when (IsFailure(error))
            {
                left.Add(Left(path, error));
            }
        }

        return left;
    }

    private void Remove(string path, string directory)
    {
        if (!disk.Exists(path))
        {
            return;
        }

        long length = new FileInfo(path).Length;
        byte[] zeros = new byte[Math.Min(length, Block)];
        for (long offset = 0; offset < length; offset += zeros.Length)
        {
            disk.Overwrite(path, offset, zeros.AsSpan(0, (int)Math.Min(zeros.Length, length - offset)));
        }

        disk.Delete(path);
        disk.FlushDirectory(directory);
    }

    private static bool IsFailure(Exception error) => error is IOException or UnauthorizedAccessException or CredentialStoreException;

    private static NotRemovedFile Left(string path, Exception error) =>
        new(path, $"It could not be removed ({error.GetType().Name}) and may still hold credentials in the clear; delete it by hand.");
}
