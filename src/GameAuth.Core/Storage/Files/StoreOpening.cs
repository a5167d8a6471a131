using System.Security.Cryptography;
using System.Text.Json;

namespace GameAuth.Storage;

/// <summary>Opens a file store once: makes the directories, tests the locks, writes the header, and deletes the temporary files of a crash.</summary>
internal sealed class StoreOpening(IStoreDisk disk, StoreLayout layout, LockFiles locks)
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(30);

    public async Task OpenAsync()
    {
        StoreHeader? header = StoreHeader.Read(disk, layout);
        RefuseNewer(header);
        PrepareDirectories();
        locks.VerifyExclusion(layout.SelfTestLock);

        // A store with its header is whole, and who holds the lock now sweeps it: many processes that start at once need not do that one after the other.
        TimeSpan wait = header is null ? LockWait : TimeSpan.Zero;
        using (IDisposable? held = await locks.AcquireAsync(layout.StoreLock, wait, deletes: false, CancellationToken.None).ConfigureAwait(false))
        {
            if (held is not null)
            {
                EnsureHeader();
                DeleteTemporaryHeaders(layout.Directory);
                DeleteTemporaryHeaders(layout.Quarantine);
            }
            else if (header is null && StoreHeader.Read(disk, layout) is null)
            {
                throw StoreErrors.LockTimeout(layout.Directory, LockWait);
            }
            else
            {
                disk.FlushDirectory(layout.Directory);
            }
        }

        DeleteTemporaryRows();
        DeleteFreeLeases();
    }

    /// <summary>Deletes what writers of rows and of copies in the quarantine left when they died. A temporary file stays where its writer still holds the row's lock.</summary>
    public void DeleteTemporaryRows()
    {
        DeleteTemporaryRows(layout.Entries);
        DeleteTemporaryRows(layout.Quarantine);
    }

    /// <summary>Creates the directories that are missing, also those that somebody removed while the store was open.</summary>
    public void PrepareDirectories()
    {
        disk.PrepareDirectory(layout.Directory, Path.GetFileName(layout.Header), Path.GetFileName(layout.Entries));
        disk.PrepareDirectory(layout.Entries);
        disk.PrepareDirectory(layout.Locks);
        disk.PrepareDirectory(layout.Quarantine);
    }

    private static void RefuseNewer(StoreHeader? header)
    {
        if (header?.Format > StoreHeader.CurrentFormat)
        {
            throw StoreErrors.NewerFormat("the token store");
        }
    }

    private void EnsureHeader()
    {
        StoreHeader? header = StoreHeader.Read(disk, layout);
        RefuseNewer(header);
        if (header is not null)
        {
            // Its creator may have died before the names of the header and the directories were on the disk.
            disk.FlushDirectory(layout.Directory);
            return;
        }

        if (disk.Exists(layout.Header))
        {
            new Quarantine(disk, layout).Keep(layout.Header);
        }

        // The directories come first, so that a header on the disk is always reachable.
        disk.FlushDirectoryAndParents(layout.Directory);
        StoreHeader.Create(disk, layout);
    }

    // The caller holds the store's lock, so nobody is writing a header now.
    private void DeleteTemporaryHeaders(string directory)
    {
        foreach (string name in Temporaries(directory))
        {
            if (name.StartsWith(Path.GetFileName(layout.Header), StringComparison.Ordinal))
            {
                disk.Delete(Path.Combine(directory, name));
            }
        }
    }

    // Who releases a lease deletes its file; the holders of these were killed.
    private void DeleteFreeLeases()
    {
        foreach (string name in disk.List(layout.Locks).Where(StoreLayout.IsLeaseLock).ToArray())
        {
            disk.TryLock(Path.Combine(layout.Locks, name), deletes: true)?.Dispose();
        }
    }

    private void DeleteTemporaryRows(string directory)
    {
        foreach (string name in Temporaries(directory))
        {
            using IDisposable? held = StoreLayout.TryGetEntryName(name, out string entry) ? disk.TryLock(layout.RowLock(entry)) : null;
            if (held is not null)
            {
                disk.Delete(Path.Combine(directory, name));
            }
        }
    }

    private string[] Temporaries(string directory) =>
        [.. disk.List(directory).Where(name => name.EndsWith(StoreLayout.TemporarySuffix, StringComparison.Ordinal))];
}

/// <summary>The file <c>store.json</c>: the store's format and its own id.</summary>
/// <remarks>It is written once. Rows do not depend on it: a store that lost it gets a new one.</remarks>
internal sealed record StoreHeader
{
    public const int CurrentFormat = 1;

    private const int IdSize = 16;
    private const int MaxLength = 64 * 1024;

    public required int Format { get; init; }

    /// <summary>A random id, for diagnostics.</summary>
    public required string Id { get; init; }

    /// <summary>Reads the header; null where there is none, or where the file is damaged.</summary>
    public static StoreHeader? Read(IStoreDisk disk, StoreLayout layout)
    {
        try
        {
            return disk.Read(layout.Header, MaxLength) is { } json ? JsonSerializer.Deserialize(json, StorageJsonContext.Default.StoreHeader) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static void Create(IStoreDisk disk, StoreLayout layout)
    {
        StoreHeader header = new() { Format = CurrentFormat, Id = RandomNumberGenerator.GetHexString(2 * IdSize, lowercase: true) };
        string temporary = StoreLayout.Temporary(layout.Header);
        disk.Create(temporary, JsonSerializer.SerializeToUtf8Bytes(header, StorageJsonContext.Default.StoreHeader));
        disk.Move(temporary, layout.Header);
        disk.FlushDirectory(layout.Directory);
    }
}
