namespace GameAuth.Server.Sqlite;

/// <summary>Makes the file and its directory, for this user only, and refuses what is not on a local disk.</summary>
internal static class DatabaseFile
{
    private const UnixFileMode ForUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes the file ready to be opened.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="mayCreate">Whether a missing file is made.</param>
    /// <param name="networkFileSystem">Yields the file system of a directory where that is one of a network.</param>
    /// <exception cref="SessionStoreException">It can't be made, or is on a network.</exception>
    public static void Prepare(string path, bool mayCreate, Func<string, string?> networkFileSystem)
    {
        string directory = Path.GetDirectoryName(path) ?? throw new SessionStoreException($"{path} is a directory. Name a file for the sessions.");
        try
        {
            if (mayCreate)
            {
                CreateDirectory(directory);
            }

            if (networkFileSystem(directory) is { } network)
            {
                throw new SessionStoreException(
                    $"The session file {path} would be on a network file system ({network}), where SQLite's write-ahead log locks up or loses data. "
                    + "Name a file on a local disk, or use the PostgreSQL store.");
            }

            if (mayCreate)
            {
                CreateFile(path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SessionStoreException(
                $"The session file {path} can't be made: {error.Message} Give its directory to this user (chown, chmod 700), or name another file.", error);
        }
    }

    private static void CreateDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, ForUser | UnixFileMode.UserExecute);
        }
    }

    // SQLite gives the mode of this file to the two that it keeps beside it. A file that is there is not opened here: to close it would end the locks that a connection
    // of this process has on it (fcntl(2): a process loses its locks when it closes any descriptor of the file).
    private static void CreateFile(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ForUser;
        }

        try
        {
            new FileStream(path, options).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process, or another store of this one, was first.
        }
    }
}
