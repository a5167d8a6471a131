using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace GameAuth.Storage;

/// <summary>SecKeychain of the Security framework (SecKeychain.h, SecKeychainItem.h): deprecated in name, and what works without an entitlement.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe partial class KeychainCalls
{
    private const string Security = "/System/Library/Frameworks/Security.framework/Security";
    private const string CoreFoundation = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation";

    /// <summary>Allows or forbids prompts in this process, and says how it was.</summary>
    public static bool AllowInteraction(bool allowed)
    {
        Check(SecKeychainGetUserInteractionAllowed(out byte before));
        Check(SecKeychainSetUserInteractionAllowed(allowed ? (byte)1 : (byte)0));
        return before != 0;
    }

    /// <summary>Proves that there is a default keychain.</summary>
    public static bool Default()
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
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SecKeychainGetUserInteractionAllowed(out byte state);

    [LibraryImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SecKeychainSetUserInteractionAllowed(byte state);

    [LibraryImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SecKeychainCopyDefault(out nint keychain);

    [LibraryImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SecKeychainFindGenericPassword(
        nint keychain, uint serviceLength, byte[] service, uint accountLength, byte[] account, uint* length, void** data, nint* item);

    [LibraryImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SecKeychainAddGenericPassword(
        nint keychain, uint serviceLength, byte[] service, uint accountLength, byte[] account, uint length, byte[] data, nint* item);

    [LibraryImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SecKeychainItemFreeContent(nint attributes, void* data);

    [LibraryImport(Security)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SecKeychainItemDelete(nint item);

    [LibraryImport(CoreFoundation)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void CFRelease(nint reference);
}
