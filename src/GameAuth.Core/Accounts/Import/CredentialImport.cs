namespace GameAuth;

/// <summary>Where credentials of another program are, and in which format. Each provider has a subclass, with a factory per format.</summary>
public abstract record CredentialImport
{
    /// <summary>Names the source.</summary>
    /// <param name="path">A file, or a directory whose files of the format are taken, without those below it.</param>
    protected CredentialImport(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = System.IO.Path.GetFullPath(path);
    }

    /// <summary>The file or directory, as a full path.</summary>
    public string Path { get; }

    /// <summary>
    /// The client id that the other program signs in with; null, the default, where it is not known. A refresh token works with the client id that
    /// it was issued to and no other, so another one than the registration's is refused before anything is read. Unknown, it is taken to be the
    /// registration's; the first use shows whether it was.
    /// </summary>
    public string? ClientId { get; init; }
}
