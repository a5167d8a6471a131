using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>libsecret 0.18 and later: its calls without variable arguments (secret-service.h, secret-item.h, secret-value.h, secret-collection.h).</summary>
internal static partial class LibSecret
{
    public const int OpenSession = 1 << 1;
    public const int SearchAll = 1 << 1;
    public const int LoadSecrets = 1 << 3;
    public const string DefaultCollection = "default";

    private const string Library = "libsecret-1.so.0";

    public static bool IsInstalled => NativeLibrary.TryLoad(Library, typeof(LibSecret).Assembly, DllImportSearchPath.SafeDirectories, out _);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint secret_service_get_type();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint secret_service_open_sync(nint type, nint busName, int flags, nint cancellable, out nint error);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint secret_service_search_sync(nint service, nint schema, nint attributes, int flags, nint cancellable, out nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int secret_service_store_sync(
        nint service, nint schema, nint attributes, string collection, string label, nint value, nint cancellable, out nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint secret_collection_for_alias_sync(nint service, string alias, int flags, nint cancellable, out nint error);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int secret_collection_get_locked(nint collection);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int secret_item_get_locked(nint item);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint secret_item_get_secret(nint item);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int secret_item_delete_sync(nint item, nint cancellable, out nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint secret_value_new(byte[] secret, nint length, string contentType);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint secret_value_get(nint value, out nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void secret_value_unref(nint value);
}
