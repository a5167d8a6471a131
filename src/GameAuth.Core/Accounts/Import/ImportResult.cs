namespace GameAuth;

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
