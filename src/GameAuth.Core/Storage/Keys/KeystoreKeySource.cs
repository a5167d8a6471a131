using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Storage;

/// <summary>A key in the operating system's keystore: DPAPI on Windows, the Keychain on macOS, the Secret Service (GNOME Keyring, KWallet, KeePassXC) on Linux.</summary>
/// <remarks>
/// Only the 32 bytes of the master key are stored there, under the application's name and a random id of the store. That id is in
/// <c>keys/keystore.json</c> in the store's directory. The file is written once under a lock, after the key was stored and read back, so two first runs agree.
/// Where the file exists, the key was made: an item that is gone, locked, denied or not answered within 3 s is an error, and no second key is made.
/// The user is never prompted. A machine or session without a keystore has no such source (null), unless the store's key is in one.
/// </remarks>
public sealed class KeystoreKeySource : MasterKeySource
{
    private const int IdSize = 32;

    private readonly string _application;
    private readonly IKeystore _keystore;
    private readonly TimeLimitedKeystore _calls;
    private readonly KeyDocument<KeystoreRecord> _record;
    private volatile string? _absence;

    /// <summary>Uses this platform's keystore.</summary>
    /// <param name="applicationName">The application's name, under which the keystore shows the item to its user.</param>
    /// <param name="storeDirectory">The directory of the token store.</param>
    /// <param name="timeProvider">Measures the limits; null takes <see cref="TimeProvider.System"/>.</param>
    public KeystoreKeySource(string applicationName, string storeDirectory, TimeProvider? timeProvider = null)
        : this(applicationName, storeDirectory, timeProvider ?? TimeProvider.System, LocalDisk.Instance, keystore: null)
    {
    }

    internal KeystoreKeySource(string applicationName, string storeDirectory, TimeProvider timeProvider, IStoreDisk disk, IKeystore? keystore)
    {
        ArgumentException.ThrowIfNullOrEmpty(applicationName);
        ArgumentException.ThrowIfNullOrEmpty(storeDirectory);
        _application = applicationName;
        _keystore = keystore ?? Keystores.ForThisPlatform(WriteOnceFile.KeyDirectory(storeDirectory), disk);
        _calls = new TimeLimitedKeystore(_keystore, timeProvider);
        _record = new(WriteOnceFile.InStore(storeDirectory, "keystore.json", disk, timeProvider, Unavailable), StorageJsonContext.Default.KeystoreRecord, Unavailable);
    }

    /// <inheritdoc/>
    public override string Name => $"OS keystore ({_keystore.Name})";

    /// <inheritdoc/>
    public override KeyProtection Protection => KeyProtection.OsKeystore;

    /// <summary><c>os-keystore</c>.</summary>
    public override string Kind => "os-keystore";

    internal override string Absence => _absence ?? base.Absence;

    /// <inheritdoc/>
    public override async ValueTask<MasterKey?> GetKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Made() is { } made)
            {
                return await FindAsync(made, cancellationToken).ConfigureAwait(false);
            }

            // Asked before anything is written, so that nothing is left on a machine without a keystore.
            await CallAsync(static keystore => keystore.Probe(), cancellationToken).ConfigureAwait(false);
            return await CreateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (KeystoreException e) when (e.IsAbsent && Made() is null)
        {
            _absence = e.Message;
            return null;
        }
        catch (KeystoreException e)
        {
            throw Unavailable(e.IsAbsent ? $"the store's key is in a keystore that can not be reached. {e.Message}" : e.Message);
        }
    }

    /// <summary>Removes the item from the keystore, and the record of it.</summary>
    /// <inheritdoc/>
    public override async ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        if (Made() is not { } made)
        {
            return;
        }

        try
        {
            await CallAsync(keystore => keystore.Delete(made), cancellationToken).ConfigureAwait(false);
        }
        catch (KeystoreException e)
        {
            throw Unavailable($"the item can not be removed. {e.Message}");
        }

        await _record.File.DeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<MasterKey> CreateAsync(CancellationToken cancellationToken)
    {
        using IDisposable held = await _record.File.LockAsync(cancellationToken).ConfigureAwait(false);
        if (Made() is { } other)
        {
            return await FindAsync(other, cancellationToken).ConfigureAwait(false);
        }

        KeystoreItem item = new(_application, RandomNumberGenerator.GetHexString(IdSize, lowercase: true));
        byte[] key = RandomNumberGenerator.GetBytes(MasterKey.Size);
        byte[] text = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(key));
        await CallAsync(keystore => keystore.Store(item, text), cancellationToken).ConfigureAwait(false);
        MasterKey stored = await FindAsync(item, cancellationToken).ConfigureAwait(false);
        bool same = CryptographicOperations.FixedTimeEquals(stored.Bytes, key);
        CryptographicOperations.ZeroMemory(text);
        CryptographicOperations.ZeroMemory(key);
        if (!same)
        {
            throw Unavailable("it gives back another key than it was given. Check the keystore, or choose another key source.");
        }

        _record.Create(new KeystoreRecord(item.Id));
        return stored;
    }

    private async ValueTask<MasterKey> FindAsync(KeystoreItem item, CancellationToken cancellationToken)
    {
        byte[] content = await _calls.RunAsync(keystore => keystore.Find(item), cancellationToken).ConfigureAwait(false)
            ?? throw Unavailable($"it has no item {item.Id} of {item.Application}, which holds the store's key. "
                + "Start the application in the session and as the user that has it, or restore the keystore; to start over, remove the store's directory.");
        MasterKey? key = MasterKeyFormat.Read(content, Name, Protection);
        CryptographicOperations.ZeroMemory(content);
        return key ?? throw Unavailable($"its item {item.Id} of {item.Application} holds something else than a key. Restore it; it is not replaced, since the rows under it would be lost.");
    }

    private async ValueTask CallAsync(Action<IKeystore> call, CancellationToken cancellationToken) => await _calls.RunAsync(
        keystore =>
        {
            call(keystore);
            return true;
        },
        cancellationToken).ConfigureAwait(false);

    private KeystoreItem? Made() => _record.Read() is not { } record ? null
        : record.Item is { Length: > 0 and <= 2 * IdSize } id && id.All(char.IsAsciiLetterOrDigit) ? new KeystoreItem(_application, id) : throw _record.Damaged();
}

/// <summary>The file <c>keystore.json</c>. It is written after the item, so where it exists the item was made and is never made again.</summary>
/// <param name="Item">The id of the keystore item that has the store's key.</param>
internal sealed record KeystoreRecord(string? Item) : KeyDocumentRecord;
