namespace GameAuth.Storage;

/// <summary>What is asked of Windows' access lists, so that what follows from the answers is tested anywhere.</summary>
internal interface IWindowsAccess
{
    /// <summary>Creates a directory, missing parents too, with an access list that names this user only and inherits nothing.</summary>
    void CreateDirectory(string path);

    /// <summary>Creates a file with such an access list, from its first moment.</summary>
    FileStream CreateFile(string path);

    /// <summary>The owner's name where it is neither this user nor the system nor an administrator; null otherwise.</summary>
    string? FindStranger(string path);

    /// <summary>Whether nothing is inherited and nobody but this user, the system and administrators is let in.</summary>
    bool IsPrivate(string path);

    /// <summary>Replaces the access list of a directory as <see cref="CreateDirectory"/> makes it; what is inside inherits it.</summary>
    void MakePrivate(string path);
}
