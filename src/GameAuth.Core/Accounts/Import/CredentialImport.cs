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

/// <summary>How an import goes. Immutable.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// True removes the other program's files, and the copies beside them, once what they held is sealed and was read back: they are overwritten, deleted,
    /// and the directory is flushed. Default false. What could not be removed is in <see cref="ImportResult.NotRemoved"/>.
    /// </summary>
    public bool RemoveSource { get; init; }

    /// <summary>True takes the other program's device id and key over where this installation has none yet, so that the service meets the device it knows. Default true.</summary>
    public bool TakeDevice { get; init; } = true;
}

/// <summary>What an import did. It names files and accounts, and no token or key.</summary>
public sealed record ImportResult
{
    /// <summary>What is stored now. Nothing was asked of the provider: the first use refreshes, and tells whether the grant still works.</summary>
    public required IReadOnlyList<ImportedAccount> Imported { get; init; }

    /// <summary>What was not taken, and why.</summary>
    public required IReadOnlyList<SkippedCredential> Skipped { get; init; }

    /// <summary>Files that were to be removed and are still there, with credentials in the clear. Empty when no removal was asked for.</summary>
    public required IReadOnlyList<NotRemovedFile> NotRemoved { get; init; }

    /// <summary>Whether the source's device id and key are this installation's now. False where the source has none, or an identity was there and was kept.</summary>
    public bool DeviceTaken { get; init; }
}

/// <summary>An account that an import stored.</summary>
/// <param name="Account">Its name in this library.</param>
/// <param name="Source">Where it came from: the file's name and the entry's number, such as <c>cml_accounts.json #1</c>.</param>
public sealed record ImportedAccount(AccountId Account, string Source);

/// <summary>Something that an import did not take.</summary>
/// <param name="Source">Where it is: the file's name, and the entry's number where it is one of several.</param>
/// <param name="Reason">Why.</param>
/// <param name="Account">The account that is there already; null for any other reason.</param>
/// <param name="Message">What is the matter and what to do, for a log or a developer; no secret.</param>
public sealed record SkippedCredential(string Source, ImportSkipReason Reason, AccountId? Account, string Message);

/// <summary>Why an import did not take something.</summary>
public enum ImportSkipReason
{
    /// <summary>It is damaged, cut off, too large, a symbolic link, or not of the format.</summary>
    Unreadable,

    /// <summary>Its sign-in has ended by the source's own word.</summary>
    Expired,

    /// <summary>The source says that it was issued to another client id than the registration's.</summary>
    OtherClientId,

    /// <summary>It was issued by another endpoint, or for another scope, than the registration's, which would not take it.</summary>
    OtherEndpoint,

    /// <summary>It has no refresh token, so there is nothing that lasts.</summary>
    NoGrant,

    /// <summary>The same refresh token was imported before, or the same player has an account.</summary>
    AlreadyThere,
}

/// <summary>A file that was to be removed after an import and is still there.</summary>
/// <param name="Path">The file.</param>
/// <param name="Message">Why, and what to do; no secret.</param>
public sealed record NotRemovedFile(string Path, string Message);
