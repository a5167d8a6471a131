namespace GameAuth.Storage;

/// <summary>A directory whose access list names this user alone, where Windows would let it inherit what the parent allows.</summary>
internal static class WindowsDirectory
{
    public static void Prepare(string path, ReadOnlySpan<string> own, IWindowsAccess access)
    {
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw StoreFailure.Link(path);
        }

        if (!Directory.Exists(path))
        {
            access.CreateDirectory(path);
            return;
        }

        if (access.FindStranger(path) is { } owner)
        {
            throw StoreFailure.Stranger(path, owner);
        }

        if (!access.IsPrivate(path))
        {
            if (!PrivateDirectory.IsOurs(path, own))
            {
                throw StoreFailure.Foreign(path);
            }

            access.MakePrivate(path);
        }
    }
}
