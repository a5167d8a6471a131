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
    private readonly OnceFile _file;

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
        _file = new OnceFile(Path.GetFullPath(path), disk, timeProvider, Unavailable);
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
    public override async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        if (_file.Read() is not { } key)
        {
            return;
        }

        CryptographicOperations.ZeroMemory(key);
        HeldLease held = await _file.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            _file.Delete();
        }
    }

    private async ValueTask<MasterKey> CreateAsync(CancellationToken cancellationToken)
    {
        HeldLease held = await _file.LockAsync(cancellationToken).ConfigureAwait(false);
        await using (held.ConfigureAwait(false))
        {
            if (Read() is { } other)
            {
                return other;
            }

            Make();
            return Read() ?? throw Unavailable("the file was made and is gone again.");
        }
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
        if (_file.Read() is not { } file)
        {
            return null;
        }

        if (!_file.IsPrivate)
        {
            throw Unavailable("other users may read the file. Run chmod 600 on it, and make a new key if others may have read it.");
        }

        try
        {
            return KeyText.Read(file, Name, Protection)
                ?? throw Unavailable($"the file does not hold {KeyText.Accepted}. Restore it from a backup; it is not replaced, since the rows under it would be lost.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(file);
        }
    }
}
