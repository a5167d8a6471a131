using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>What the Secret Service client needs of GLib, GObject and GIO 2.</summary>
internal static unsafe partial class GLib
{
    private const string Base = "libglib-2.0.so.0";
    private const string Objects = "libgobject-2.0.so.0";
    private const string IO = "libgio-2.0.so.0";
    private const int SessionBus = 2;

    /// <summary>The connection to the session bus; to be released with <see cref="Release"/>.</summary>
    public static nint ConnectSessionBus()
    {
        nint bus = g_bus_get_sync(SessionBus, 0, out nint error);
        Check(error);

        // GIO ends the whole process when the shared connection closes, unless told not to: a logout must not kill a host.
        g_dbus_connection_set_exit_on_close(bus, 0);
        return bus;
    }

    /// <summary>Throws what a call put into its error, and frees it.</summary>
    public static void Check(nint error)
    {
        if (error == 0)
        {
            return;
        }

        GError* what = (GError*)error;
        GLibException failure = new(
            Marshal.PtrToStringUTF8(g_quark_to_string(what->Domain)) ?? "", what->Code, Marshal.PtrToStringUTF8(what->Message) ?? "");
        g_error_free(error);
        throw failure;
    }

    public static void Release(nint instance)
    {
        if (instance != 0)
        {
            g_object_unref(instance);
        }
    }

    [LibraryImport(Objects)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void g_object_unref(nint instance);

    [LibraryImport(IO)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint g_bus_get_sync(int type, nint cancellable, out nint error);

    [LibraryImport(IO)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void g_dbus_connection_set_exit_on_close(nint connection, int exit);

    [LibraryImport(Base)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void g_error_free(nint error);

    [LibraryImport(Base)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint g_quark_to_string(uint quark);

    [LibraryImport(Base)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void g_list_free(nint list);

    [LibraryImport(Base)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint g_hash_table_new(nint hash, nint equal);

    [LibraryImport(Base)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int g_hash_table_insert(nint table, nint key, nint value);

    [LibraryImport(Base)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void g_hash_table_unref(nint table);

    /// <summary>A function of GLib as a pointer, for its own use.</summary>
    public static nint Function(string name) => NativeLibrary.GetExport(NativeLibrary.Load(Base), name);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct GError
    {
        public readonly uint Domain;
        public readonly int Code;
        public readonly nint Message;
    }
}
