using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>Windows' Data Protection API. It encrypts for the user and stores nothing, so the encrypted key is in a file of the store's directory.</summary>
/// <remarks>Error codes as in winerror.h: NTE_BAD_KEY_STATE, ERROR_INVALID_DATA, ERROR_FILE_NOT_FOUND.</remarks>
internal sealed class DpapiKeystore(string directory, IStoreDisk disk, Func<byte[], byte[], byte[]> protect, Func<byte[], byte[], byte[]> unprotect) : IKeystore
{
    private const string Suffix = ".dpapi";
    private const int MaxLength = 64 * 1024;
    private const int BadKeyState = unchecked((int)0x8009000B);
    private const int InvalidData = unchecked((int)0x8007000D);
    private const int ProfileNotLoaded = unchecked((int)0x80070002);

    public string Name => "DPAPI";

    /// <summary>The keystore of the signed-in user (CryptProtectData, CryptUnprotectData).</summary>
    [SupportedOSPlatform("windows")]
    public static DpapiKeystore ForUser(string directory, IStoreDisk disk) => new(
        directory,
        disk,
        static (content, entropy) => ProtectedData.Protect(content, entropy, DataProtectionScope.CurrentUser),
        static (content, entropy) => ProtectedData.Unprotect(content, entropy, DataProtectionScope.CurrentUser));

    public void Probe() => Try(() => protect([0], [0]));

    public byte[]? Find(KeystoreItem item) => Try(() => disk.Read(PathOf(item), MaxLength) is { } blob ? unprotect(blob, Entropy(item)) : null);

    public void Store(KeystoreItem item, byte[] content) => Try(() =>
    {
        // There is one item per store, and its creator holds the store's lock. Every other file here was made and never used.
        foreach (string orphan in disk.List(directory).Where(name => name.Contains(Suffix, StringComparison.Ordinal)).ToArray())
        {
            disk.Delete(Path.Combine(directory, orphan));
        }

        byte[] blob = protect(content, Entropy(item));
        string temporary = StoreLayout.Temporary(PathOf(item));
        disk.Create(temporary, blob);
        disk.Move(temporary, PathOf(item));
        disk.FlushDirectory(directory);
        return blob;
    });

    public void Delete(KeystoreItem item) => Try<byte[]?>(() =>
    {
        disk.Delete(PathOf(item));
        return null;
    });

    // Not a secret: it keeps another program of the same user from opening the file by mistake.
    private static byte[] Entropy(KeystoreItem item) => LengthPrefixedWriter.Encode("gameauth keystore"u8, item.Application, item.Id);

    private static T Try<T>(Func<T> step)
    {
        try
        {
            return step();
        }
        catch (CryptographicException e)
        {
            throw KeystoreException.Refused(Cause(e.HResult));
        }
        catch (Exception e) when (e is PlatformNotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            throw KeystoreException.Absent("This edition of Windows has no Data Protection API; choose another key source.");
        }
        catch (Exception e) when (StoreErrors.IsDiskFailure(e))
        {
            throw KeystoreException.Refused($"the file of the sealed key can not be read or made: {e.GetType().Name}. Let this user read and write the store's directory.");
        }
    }

    private static string Cause(int code) => code switch
    {
        BadKeyState => "Windows can not use this user's protection keys (\"Key not valid for use in specified state\"): the profile was copied from another machine or user, an administrator "
            + "reset the password, or an update broke the keys. Sign in to Windows with the password of before, or restore the profile; to start over, remove the store's directory.",
        InvalidData => "the sealed key was made by another Windows user or on another machine, or its file is damaged. Start the application as the user who made it; to start over, remove the store's directory.",
        ProfileNotLoaded => "this user's profile is not loaded. Let the service load it (in IIS: loadUserProfile), or choose another key source.",
        _ => $"Windows refused with code 0x{code:X8}. Sign in to Windows anew and try again.",
    };

    private string PathOf(KeystoreItem item) => Path.Combine(directory, item.Id + Suffix);
}
