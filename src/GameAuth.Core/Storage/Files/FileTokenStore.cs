using System.Runtime.CompilerServices;

namespace GameAuth.Storage;

/// <summary>A token store in a directory of this user: durable, crash safe, shared by threads and processes.</summary>
/// <remarks>
/// A row is a file with two slots. A write overwrites the older slot and flushes it, so the newer one survives a kill, a power cut and a full disk.
/// Reads take no lock. Safe for use from any thread. It has only hidden names and sealed values, and needs no key. Keep it on a local disk:
/// opening fails where file locks do not exclude.
/// </remarks>
public sealed class FileTokenStore : ITokenStore
{
    private readonly StoreLocks _locks;
    private readonly EntryReader _reader;
    private readonly EntryListing _listing;
    private readonly EntryWriter _writer;
    private readonly StoreClearing _clearing;
    private readonly AsyncInitializer _open;

    /// <summary>Names the store's directory. Nothing is created before <see cref="OpenAsync"/> or the first use.</summary>
    /// <param name="directory">A directory for this store only, such as <see cref="DirectoryFor"/>; created with permissions for this user only.</param>
    /// <param name="timeProvider">Measures waits for locks; null takes <see cref="TimeProvider.System"/>.</param>
    public FileTokenStore(string directory, TimeProvider? timeProvider = null)
        : this(directory, timeProvider ?? TimeProvider.System, LocalDisk.Instance)
    {
    }

    internal FileTokenStore(string directory, TimeProvider timeProvider, IStoreDisk disk)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        Directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        StoreLayout layout = new(Directory);
        LockFiles files = new(disk, timeProvider);
        StoreOpening opening = new(disk, layout, files);
        _open = new AsyncInitializer(opening.OpenAsync);
        _locks = new StoreLocks(disk, layout, files, opening);
        _writer = new EntryWriter(disk, layout);
        _reader = new EntryReader(disk, layout, _locks, _writer);
        _clearing = new StoreClearing(disk, layout, _locks, opening, _reader, _writer);
        _listing = new EntryListing(_reader);
    }

    /// <summary>The full path of the store's directory.</summary>
    public string Directory { get; }

    /// <summary>The store's directory of an application, in the user's local data: <c>%LOCALAPPDATA%</c>, <c>$XDG_DATA_HOME</c> or <c>~/.local/share</c>, <c>~/Library/Application Support</c>.</summary>
    /// <param name="applicationName">The application's name: one plain directory name.</param>
    /// <returns><c>{local data}/{applicationName}/gameauth</c>.</returns>
    /// <exception cref="GameAuthConfigurationException">The name is empty or a path, or this user has no local data directory.</exception>
    public static string DirectoryFor(string applicationName) => LocalDataDirectory.DirectoryFor(applicationName);

    /// <summary>Prepares the directory, tests that locks exclude, and deletes the temporary files of a crash. It runs once; every other member calls it when it has not run.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when the store can be used.</returns>
    /// <exception cref="CredentialStoreException">The directory can not be used, locks do not exclude there, or a newer release wrote the store.</exception>
    public async ValueTask OpenAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await _open.EnsureAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, Directory);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            EntryFile entry = await _reader.ReadAsync(key, cancellationToken).ConfigureAwait(false);
            return entry.ToRow();
        }
        catch (CredentialStoreException e) when (e.State == RowState.NewerFormat)
        {
            return new Row(RowState.NewerFormat, default, default);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredRow> ListAsync(string? partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        await foreach (StoredRow row in _listing.ReadAsync(partition, cancellationToken).ConfigureAwait(false))
        {
            yield return row;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        RowLimits.Check(key, expected, next, value.Length);
        Slot slot = new(SlotKind.Row, 0, next, key, value);
        return ChangeAsync(key, expected, (name, seen) => _writer.Write(name, seen, slot), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        return ChangeAsync(key, expected, _writer.Delete, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
    {
        RowLimits.Check(name, nameof(name));
        RowLimits.Check(wait);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await _locks.LeaseAsync(name, wait, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadOlderAsync(RowKey key, CancellationToken cancellationToken)
    {
        RowLimits.Check(key);
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        string name = StoreLayout.EntryName(key);
        using IDisposable held = await _locks.LockRowAsync(name, cancellationToken).ConfigureAwait(false);
        try
        {
            return _reader.ReadOlder(name, ExpectedRow.Of(key));
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, Directory);
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> DiscardCopiesAsync(CancellationToken cancellationToken) =>
        ClearingAsync(() => Task.FromResult(_clearing.DiscardCopies(cancellationToken)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ClearAsync(CancellationToken cancellationToken) =>
        await ClearingAsync(() => _clearing.ClearAsync(cancellationToken), cancellationToken).ConfigureAwait(false);

    private async ValueTask<int> ClearingAsync(Func<Task<int>> clear, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(clear, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, Directory);
        }
    }

    private async ValueTask<bool> ChangeAsync(RowKey key, RowVersion? expected, Action<string, EntryFile> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        string name = StoreLayout.EntryName(key);
        using IDisposable held = await _locks.LockRowAsync(name, cancellationToken).ConfigureAwait(false);

        // A flush takes milliseconds, too long for the thread of a user interface. On a thread of the pool it runs at once, since a switch would cost
        // as much as the flush. From here on nothing is cancelled.
        return Thread.CurrentThread.IsThreadPoolThread
            ? Change(name, key, expected, change)
            : await Task.Run(() => Change(name, key, expected, change), CancellationToken.None).ConfigureAwait(false);
    }

    private bool Change(string name, RowKey key, RowVersion? expected, Action<string, EntryFile> change)
    {
        try
        {
            EntryFile seen = _reader.Read(name, ExpectedRow.Of(key));
            if (seen.State == RowState.NewerFormat)
            {
                throw StoreErrors.NewerFormat("this row");
            }

            bool holds = seen.State == RowState.Missing ? expected is null : expected == seen.Version;
            if (holds)
            {
                change(name, seen);
            }

            return holds;
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw StoreErrors.FromDiskFailure(e, Directory);
        }
    }
}

/// <summary>The user's data directory of an application (XDG Base Directory Specification; known folder LocalAppData).</summary>
internal static class LocalDataDirectory
{
    public static string DirectoryFor(string applicationName)
    {
        ArgumentNullException.ThrowIfNull(applicationName);
        if (string.IsNullOrWhiteSpace(applicationName) || applicationName is "." or ".."
            || applicationName.AsSpan().ContainsAny('/', '\\', '\0') || applicationName.AsSpan().ContainsAny(Path.GetInvalidFileNameChars()))
        {
            throw new GameAuthConfigurationException(
                "GameAuthOptions.ApplicationName must be one plain directory name, such as MyLauncher, since the token store's directory is named by it.");
        }

        string local = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.IsPathFullyQualified(local)
            ? Path.Combine(local, applicationName, "gameauth")
            : throw new GameAuthConfigurationException(
                "This user has no local data directory for the token store. Set HOME or XDG_DATA_HOME, or name the store's directory.");
    }
}
