using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Finds and reads the files of an import: bounded, and without following a link out of what the caller named.</summary>
internal static class ImportFiles
{
    public const int MaxSize = 4 * 1024 * 1024;

    private const int MaxFiles = 256;

    /// <exception cref="FileNotFoundException">There is nothing at the path, or far too much.</exception>
    public static IReadOnlyList<string> Find(string path, Func<string, bool> takes, string provider)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (!Directory.Exists(path))
        {
            throw Refusal($"There is nothing to import at {path}; name the other program's file or directory.", provider);
        }

        string[] files = [.. Directory.EnumerateFiles(path).Where(file => takes(Path.GetFileName(file))).Take(MaxFiles + 1).Order(StringComparer.Ordinal)];
        return files.Length <= MaxFiles
            ? files
            : throw Refusal($"More than {MaxFiles} files at {path} look like ones to import; name one of them.", provider);
    }

    public static ImportFile Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.LinkTarget is not null)
            {
                return new ImportFile(path, null, "It is a symbolic link, which an import does not follow; name its target.");
            }

            // A pipe or a device has no length either, and is never opened.
            if (file.Length == 0)
            {
                return new ImportFile(path, null, "It is empty.");
            }

            byte[] content = LocalDisk.Instance.Read(path, MaxSize + 1) ?? [];
            return content.Length > MaxSize
                ? new ImportFile(path, null, $"It is larger than {MaxSize / 1024 / 1024} MiB, so it is none of this format.")
                : new ImportFile(path, content, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CredentialStoreException)
        {
            return new ImportFile(path, null, $"It can not be read ({error.GetType().Name}); give this user access to it.");
        }
    }

    private static FileNotFoundException Refusal(string message, string provider) => new($"{provider}: {message}");
}

/// <summary>A file of an import, as it was read.</summary>
/// <param name="Path">The file.</param>
/// <param name="Content">Its bytes as they are on the disk; null where it was not read.</param>
/// <param name="Problem">Why it was not read; null where it was.</param>
internal sealed record ImportFile(string Path, byte[]? Content, string? Problem)
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The bytes for an importer.</summary>
    public ReadOnlyMemory<byte> Text => Content.AsSpan().StartsWith(ByteOrderMark) ? Content.AsMemory(ByteOrderMark.Length) : Content;
}

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
