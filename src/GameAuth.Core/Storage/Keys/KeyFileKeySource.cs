using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Storage;

/// <summary>A key in a file that only this user may read, made at the first use: an explicit choice, for machines that have nothing better.</summary>
/// <remarks>
/// It keeps the tokens safe in a backup, a sync or a bug report that has the token files and not this one; not against whoever can read both.
/// The file is created once under a lock and read back, so two first runs agree. A damaged key is
/// an error and never replaced, since the rows under it could not be opened any more; where the file is gone a new key is made, which
/// the store then tells as <see cref="RowState.WrongKey"/>.
/// </remarks>
public sealed class KeyFileKeySource : MasterKeySource
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly IStoreDisk _disk;
    private readonly LockFiles _locks;

    /// <summary>Names the file.</summary>
    /// <param name="path">Where the key is or is to be made; <c>{path}.lock</c> stands beside it.</param>
    /// <param name="timeProvider">Measures the wait for another first run; null takes <see cref="TimeProvider.System"/>.</param>
    public KeyFileKeySource(string path, TimeProvider? timeProvider = null)
        : this(path, timeProvider ?? TimeProvider.System, LocalDisk.Instance)
    {
    }

    internal KeyFileKeySource(string path, TimeProvider timeProvider, IStoreDisk disk)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = Path.GetFullPath(path);
        _disk = disk;
        _locks = new LockFiles(disk, timeProvider);
    }

    /// <inheritdoc/>
    public override string Name => $"key file {_path}";

    /// <inheritdoc/>
    public override KeyProtection Protection => KeyProtection.KeyFile;

    /// <inheritdoc/>
    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Find() ?? await CreateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            throw Unavailable("the file can not be read or made. Let this user read and write it and its directory.", e);
        }
        catch (CredentialStoreException e) when (e.State == RowState.StoreUnavailable)
        {
            throw Unavailable(e.Message);
        }
    }

    private async ValueTask<MasterKey> CreateAsync(CancellationToken cancellationToken)
    {
        string directory = Path.GetDirectoryName(_path)!;
        if (!_disk.Exists(directory))
        {
            _disk.PrepareDirectory(directory);
        }

        string lockFile = _path + ".lock";
        _locks.Test(lockFile);
        HeldLease held = await _locks.AcquireAsync(lockFile, LockWait, cancellationToken).ConfigureAwait(false)
            ?? throw Unavailable($"another process has kept {lockFile} locked for {LockWait.TotalSeconds:0} s. End it if it hangs.");
        await using (held.ConfigureAwait(false))
        {
            if (Find() is not { } other)
            {
                Make(directory);
                other = Find() ?? throw Unavailable("the file was made and is gone again.");
            }

            return other;
        }
    }

    private void Make(string directory)
    {
        foreach (string orphan in _disk.List(directory).Where(IsOrphan).ToArray())
        {
            _disk.Delete(Path.Combine(directory, orphan));
        }

        Span<byte> key = stackalloc byte[MasterKey.Size];
        RandomNumberGenerator.Fill(key);
        string temporary = StoreLayout.Temporary(_path);
        _disk.Create(temporary, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key) + "\n"));
        CryptographicOperations.ZeroMemory(key);

        // First, so that where there is a key the way to it is on the disk.
        DirectoryChain.Flush(_disk, directory);
        _disk.Move(temporary, _path);
    }

    // Whoever made it may have died before its name was on the disk, and rows are about to be sealed under it.
    private MasterKey? Find()
    {
        MasterKey? key = Read();
        if (key is not null)
        {
            _disk.FlushDirectory(Path.GetDirectoryName(_path)!);
        }

        return key;
    }

    // Of an earlier first run that was cut off; we hold the lock.
    private bool IsOrphan(string name) => name.StartsWith(Path.GetFileName(_path) + ".", StringComparison.Ordinal)
        && name.EndsWith(StoreLayout.TemporarySuffix, StringComparison.Ordinal);

    private MasterKey? Read()
    {
        if (_disk.Read(_path, KeyText.MaxLength) is not { } file)
        {
            return null;
        }

        if (!_disk.IsPrivate(_path))
        {
            throw Unavailable("other users may read the file. Run chmod 600 on it, and make a new key if others may have read it.");
        }

        byte[] key = new byte[MasterKey.Size];
        try
        {
            return KeyText.TryRead(file, key) && key.AsSpan().ContainsAnyExcept(key[0])
                ? new MasterKey(key, Name, Protection)
                : throw Unavailable($"the file does not hold {KeyText.Accepted}. Restore it from a backup; it is not replaced, since the rows under it would be lost.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
