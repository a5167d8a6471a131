using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace GameAuth.Storage;

/// <summary>A generic password in the user's default keychain on macOS.</summary>
/// <remarks>
/// It uses the calls of the file keychain, since the data protection keychain needs an entitlement that an unsigned program does not have (-34018). The system lets
/// the program that made the item read it. Another program, or an unsigned one that was rebuilt, needs the user's consent. Prompts are off here
/// (SecKeychainSetUserInteractionAllowed), so that case is an error.
/// </remarks>
[SupportedOSPlatform("macos")]
internal sealed class KeychainKeystore : IKeystore
{
    public string Name => "macOS Keychain";

    public void Probe() => WithoutPrompts(static () => KeychainCalls.CheckDefault());

    public byte[]? Find(KeystoreItem item) => WithoutPrompts(() => KeychainCalls.Find(Service(item), Account(item)));

    public void Store(KeystoreItem item, byte[] content) => WithoutPrompts(() =>
    {
        KeychainCalls.Add(Service(item), Account(item), content);
        return true;
    });

    public void Delete(KeystoreItem item) => WithoutPrompts(() =>
    {
        KeychainCalls.Delete(Service(item), Account(item));
        return true;
    });

    private static byte[] Service(KeystoreItem item) => Encoding.UTF8.GetBytes($"GameAuth {item.Application}");

    private static byte[] Account(KeystoreItem item) => Encoding.UTF8.GetBytes(item.Id);

    // The setting belongs to the whole process, so it is restored.
    private static T WithoutPrompts<T>(Func<T> step)
    {
        bool before = KeychainCalls.AllowInteraction(false);
        try
        {
            return step();
        }
        finally
        {
            KeychainCalls.AllowInteraction(before);
        }
    }
}

/// <summary>SecKeychain of the Security framework (SecKeychain.h, SecKeychainItem.h): deprecated, but they work without an entitlement.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe partial class KeychainCalls
{
    private const string Security = "/System/Library/Frameworks/Security.framework/Security";
    private const string CoreFoundation = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";

    /// <summary>Allows or forbids prompts in this process, and returns the setting of before.</summary>
    public static bool AllowInteraction(bool allowed)
    {
        Check(SecKeychainGetUserInteractionAllowed(out byte before));
        Check(SecKeychainSetUserInteractionAllowed(allowed ? (byte)1 : (byte)0));
        return before != 0;
    }

    /// <summary>Throws where there is no default keychain.</summary>
    public static bool CheckDefault()
    {
        Check(SecKeychainCopyDefault(out nint keychain));
        CFRelease(keychain);
        return true;
    }

    public static byte[]? Find(byte[] service, byte[] account)
    {
        uint length;
        void* data;
        int status = SecKeychainFindGenericPassword(0, (uint)service.Length, service, (uint)account.Length, account, &length, &data, item: null);
        if (status == KeychainStatus.ItemNotFound)
        {
            return null;
        }

        Check(status);
        byte[] content = new ReadOnlySpan<byte>(data, checked((int)length)).ToArray();
        _ = SecKeychainItemFreeContent(0, data);
        return content;
    }

    public static void Add(byte[] service, byte[] account, byte[] content) =>
        Check(SecKeychainAddGenericPassword(0, (uint)service.Length, service, (uint)account.Length, account, (uint)content.Length, content, item: null));

    public static void Delete(byte[] service, byte[] account)
    {
        nint item;
        int status = SecKeychainFindGenericPassword(0, (uint)service.Length, service, (uint)account.Length, account, length: null, data: null, &item);
        if (status == KeychainStatus.ItemNotFound)
        {
            return;
        }

        Check(status);
        status = SecKeychainItemDelete(item);
        CFRelease(item);
        Check(status);
    }

    private static void Check(int status)
    {
        if (status != KeychainStatus.Success)
        {
            throw KeychainStatus.Failure(status);
        }
    }

    [LibraryImport(Security)]
    private static partial int SecKeychainGetUserInteractionAllowed(out byte state);

    [LibraryImport(Security)]
    private static partial int SecKeychainSetUserInteractionAllowed(byte state);

    [LibraryImport(Security)]
    private static partial int SecKeychainCopyDefault(out nint keychain);

    [LibraryImport(Security)]
    private static partial int SecKeychainFindGenericPassword(
        nint keychain, uint serviceLength, byte[] service, uint accountLength, byte[] account, uint* length, void** data, nint* item);

    [LibraryImport(Security)]
    private static partial int SecKeychainAddGenericPassword(
        nint keychain, uint serviceLength, byte[] service, uint accountLength, byte[] account, uint length, byte[] data, nint* item);

    [LibraryImport(Security)]
    private static partial int SecKeychainItemFreeContent(nint attributes, void* data);

    [LibraryImport(Security)]
    private static partial int SecKeychainItemDelete(nint item);

    [LibraryImport(CoreFoundation)]
    private static partial void CFRelease(nint reference);
}

/// <summary>The result codes of the Security framework (SecBase.h) that are handled here.</summary>
internal static class KeychainStatus
{
    public const int Success = 0;
    public const int ItemNotFound = -25300;

    private const int UserCanceled = -128;
    private const int NotAvailable = -25291;
    private const int AuthFailed = -25293;
    private const int NoSuchKeychain = -25294;
    private const int NoDefaultKeychain = -25307;
    private const int InteractionNotAllowed = -25308;
    private const int MissingEntitlement = -34018;

    /// <summary>The error for a code other than success and not found. None of them means an absent keystore, since every Mac has one.</summary>
    public static KeystoreException Failure(int status) => KeystoreException.Refused(status switch
    {
        InteractionNotAllowed or AuthFailed or UserCanceled =>
            $"the keychain is locked or did not let this program read its item ({status}). Unlock it (security unlock-keychain), or sign in at the screen; where the program was "
            + "rebuilt or replaced, sign it, or allow it in Keychain Access under the item's access control.",
        MissingEntitlement => $"the keychain asks for an entitlement that this program has not ({status}). Sign the program, or choose another key source.",
        NotAvailable or NoSuchKeychain or NoDefaultKeychain =>
            $"this login has no default keychain ({status}). Sign in at the screen, make one with security create-keychain and default-keychain, or choose another key source.",
        _ => $"the keychain refused with code {status}. Look it up with security error {status}.",
    });
}
