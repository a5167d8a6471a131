using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>Finds and reads the files of an import: bounded, and without following a link out of what the caller named.</summary>
internal static class ImportFiles
{
    public const int MaxSize = 4 * 1024 * 1024;

    private const int MaxFiles = 256;

    /// <exception cref="IllegalStepException">There is nothing at the path, or far too much.</exception>
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

    private static IllegalStepException Refusal(string message, string provider) => new(message) { Provider = provider, Step = "import" };
}
