using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Storage;

/// <summary>A key in a file that only this user may read, made at the first use. An explicit choice, for machines that have nothing better.</summary>
/// <remarks>
/// It protects the tokens in a backup, a sync or a bug report that has the token files and not this one. It does not protect against who can read both.
/// The file is created once under a lock and read back, so two first runs agree. A damaged file is
/// an error and is never replaced, since nobody could open the rows under its key any more. Where the file is gone, a new key is made, and
/// the store then reports <see cref="RowState.WrongKey"/>.
/// </remarks>
public sealed class KeyFileKeySource : MasterKeySource
{
    private readonly WriteOnceFile _file;

    /// <summary>Names the file.</summary>
    /// <param name="path">The key's file, or where to make it; <c>{path}.lock</c> is its lock file.</param>
    /// <param name="timeProvider">Measures the wait for another first run; null takes <see cref="TimeProvider.System"/>.</param>
    public KeyFileKeySource(string path, TimeProvider? timeProvider = null)
        : this(path, timeProvider ?? TimeProvider.System, LocalDisk.Instance)
    {
    }

    internal KeyFileKeySource(string path, TimeProvider timeProvider, IStoreDisk disk)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _file = new WriteOnceFile(Path.GetFullPath(path), disk, timeProvider, Unavailable);
    }

    /// <inheritdoc/>
    public override string Name => $"key file {_file.Path}";

    /// <inheritdoc/>
    public override KeyProtection Protection => KeyProtection.KeyFile;

    /// <summary><c>key-file</c>.</summary>
    public override string Kind => "key-file";

    /// <inheritdoc/>
    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken) =>
        Read() ?? await CreateAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Removes the file.</summary>
    /// <inheritdoc/>
    public override ValueTask ForgetAsync(CancellationToken cancellationToken) => _file.DeleteAsync(cancellationToken);

    private async ValueTask<MasterKey> CreateAsync(CancellationToken cancellationToken)
    {
        using IDisposable held = await _file.LockAsync(cancellationToken).ConfigureAwait(false);
        if (Read() is { } other)
        {
            return other;
        }

        Make();
        return Read() ?? throw Unavailable("the file was made and is gone again.");
    }

    private void Make()
    {
        byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Size);
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key) + "\n");
        _file.Create(text);
        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(key);
    }

    private MasterKey? Read()
    {
        if (!_file.IsPrivate)
        {
            throw Unavailable("other users may read the file. Run chmod 600 on it, and make a new key if others may have read it.");
        }

        if (_file.Read() is not { } file)
        {
            return null;
        }

        try
        {
            return MasterKeyFormat.Read(file, Name, Protection)
                ?? throw Unavailable($"the file does not hold {MasterKeyFormat.Accepted}. Restore it from a backup; it is not replaced, since the rows under it would be lost.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }
}
