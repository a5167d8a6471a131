namespace GameAuth.Providers;

/// <summary>Reads one format of another program. The engine opens, bounds and removes the files; an importer only understands their bytes.</summary>
/// <typeparam name="TGrant">The grant that it yields.</typeparam>
/// <remarks>Used by one import at a time. Be strict about the types of what you take, and lenient about members that you do not know.</remarks>
public interface ICredentialImporter<TGrant>
    where TGrant : class, IToken
{
    /// <summary>Whether a file of a directory is one of this format, by its name.</summary>
    /// <param name="fileName">The name without its directory.</param>
    /// <returns>True to have it read. A file that the caller named himself is read whatever its name.</returns>
    bool Takes(string fileName);

    /// <summary>The files beside a file that hold copies of its credentials, or what they were exchanged for: they are removed with it.</summary>
    /// <param name="fileName">The name without its directory.</param>
    /// <returns>Names without their directory, whether or not there are such files.</returns>
    IEnumerable<string> Companions(string fileName);

    /// <summary>Reads a file: at most 4 MiB, without a byte order mark.</summary>
    /// <param name="content">Its bytes.</param>
    /// <param name="findings">Takes what is found.</param>
    /// <exception cref="FormatException">It is not of this format. A <see cref="System.Text.Json.JsonException"/> says so too; no message of either is passed on.</exception>
    void Read(ReadOnlyMemory<byte> content, ImportFindings<TGrant> findings);
}
