using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>The Secret Service of a Linux desktop (freedesktop.org Secret Service API 0.2), reached through libsecret: an item in the default collection.</summary>
/// <remarks>Nothing is unlocked, since that would prompt. An item in a locked collection is still found and reported as locked, so it is never taken for a missing one.</remarks>
internal sealed class SecretServiceKeystore : IKeystore
{
    private const string Unlock = "Unlock it by signing in at the desktop, or with gnome-keyring-daemon --unlock; over SSH and in services choose a mounted secret, a passphrase or a key file instead.";

    public string Name => "Secret Service";

    public void Probe() => WithService(static service =>
    {
        nint collection = LibSecret.secret_collection_for_alias_sync(service, LibSecret.DefaultCollection, 0, 0, out nint error);
        GLib.Check(error);
        if (collection == 0)
        {
            throw KeystoreException.Refused("the keyring has no default collection yet, and making one would prompt. " + Unlock);
        }

        bool locked = LibSecret.secret_collection_get_locked(collection) != 0;
        GLib.Release(collection);
        return locked ? throw Locked() : true;
    });

    public byte[]? Find(KeystoreItem item) => WithService(service => Search(service, item, LibSecret.LoadSecrets, Content));

    public void Store(KeystoreItem item, byte[] content) => WithService(service =>
    {
        using SecretAttributes attributes = new(item);
        nint value = LibSecret.secret_value_new(content, content.Length, "text/plain");
        try
        {
            _ = LibSecret.secret_service_store_sync(
                service, 0, attributes.Table, LibSecret.DefaultCollection, $"GameAuth key of {item.Application}", value, 0, out nint error);
            GLib.Check(error);
            return true;
        }
        finally
        {
            LibSecret.secret_value_unref(value);
        }
    });

    public void Delete(KeystoreItem item) => WithService(service => Search(service, item, flags: 0, static found =>
    {
        _ = LibSecret.secret_item_delete_sync(found, 0, out nint error);
        GLib.Check(error);
        return found;
    }));

    private static T WithService<T>(Func<nint, T> call)
    {
        if (SessionBus.Missing is { } missing)
        {
            throw KeystoreException.Absent(missing);
        }

        if (!LibSecret.IsInstalled)
        {
            throw KeystoreException.Absent("libsecret is not installed. Install it (Debian and Ubuntu: libsecret-1-0) with a keyring such as gnome-keyring, or choose another key source.");
        }

        try
        {
            return OnBus(call);
        }
        catch (GLibException e) when (e.IsServiceUnknown)
        {
            throw KeystoreException.Absent("The session bus has no Secret Service. Install and start a keyring such as gnome-keyring, or choose another key source.");
        }
        catch (GLibException e)
        {
            throw KeystoreException.Refused($"the Secret Service refused ({e.Message}). {Unlock}");
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            throw KeystoreException.Absent("libsecret or GLib is not whole or too old. Install libsecret 0.18 or newer, or choose another key source.");
        }
    }

    private static T OnBus<T>(Func<nint, T> call)
    {
        nint bus = GLib.ConnectSessionBus();
        nint service = 0;
        try
        {
            // A connection of our own, since the shared one stays broken after the keyring was restarted.
            service = LibSecret.secret_service_open_sync(LibSecret.secret_service_get_type(), 0, LibSecret.OpenSession, 0, out nint error);
            GLib.Check(error);
            return call(service);
        }
        finally
        {
            GLib.Release(service);
            GLib.Release(bus);
        }
    }

    // Searches all collections and takes the first item that is unlocked.
    private static T? Search<T>(nint service, KeystoreItem item, int flags, Func<nint, T> found)
    {
        using SecretAttributes attributes = new(item);
        nint list = LibSecret.secret_service_search_sync(service, 0, attributes.Table, LibSecret.SearchAll | flags, 0, out nint error);
        GLib.Check(error);
        nint[] items = GList.ToArray(list);
        try
        {
            nint open = Array.Find(items, static one => LibSecret.secret_item_get_locked(one) == 0);
            return open != 0 ? found(open) : items.Length > 0 ? throw Locked() : default;
        }
        finally
        {
            Array.ForEach(items, GLib.Release);
            GLib.g_list_free(list);
        }
    }

    private static byte[] Content(nint item)
    {
        nint value = LibSecret.secret_item_get_secret(item);
        if (value == 0)
        {
            throw Locked();
        }

        nint data = LibSecret.secret_value_get(value, out nuint length);
        byte[] content = new byte[checked((int)length)];
        Marshal.Copy(data, content, 0, content.Length);
        LibSecret.secret_value_unref(value);
        return content;
    }

    private static KeystoreException Locked() => KeystoreException.Refused("the keyring is locked. " + Unlock);
}

/// <summary>The attributes by which the Secret Service finds an item, as a GHashTable of strings.</summary>
internal sealed class SecretAttributes : IDisposable
{
    private readonly List<nint> _texts = [];

    public SecretAttributes(KeystoreItem item)
    {
        Table = GLib.g_hash_table_new(GLib.Function("g_str_hash"), GLib.Function("g_str_equal"));

        // There is no xdg:schema: GNOME Keyring 42 does not match it in a locked collection, and a locked item must be found.
        Add("application", item.Application);
        Add("key-id", item.Id);
    }

    public nint Table { get; }

    public void Dispose()
    {
        GLib.g_hash_table_unref(Table);
        _texts.ForEach(Marshal.FreeCoTaskMem);
    }

    private void Add(string name, string value) => _ = GLib.g_hash_table_insert(Table, Text(name), Text(value));

    private nint Text(string text)
    {
        _texts.Add(Marshal.StringToCoTaskMemUTF8(text));
        return _texts[^1];
    }
}

/// <summary>Whether this login has a D-Bus (D-Bus Specification, "Message Bus", and systemd's user bus). It is checked first, since GLib might start one.</summary>
internal static class SessionBus
{
    private const string AddressVariable = "DBUS_SESSION_BUS_ADDRESS";
    private const string RuntimeVariable = "XDG_RUNTIME_DIR";

    /// <summary>Why there is no bus, with the fix; null where there is one.</summary>
    public static string? Missing => Diagnose(Environment.GetEnvironmentVariable(AddressVariable), Environment.GetEnvironmentVariable(RuntimeVariable));

    public static string? Diagnose(string? address, string? runtimeDirectory)
    {
        bool there = string.IsNullOrEmpty(address)
            ? !string.IsNullOrEmpty(runtimeDirectory) && Path.Exists(Path.Combine(runtimeDirectory, "bus"))
            : !address.StartsWith("disabled:", StringComparison.Ordinal) && !address.StartsWith("autolaunch:", StringComparison.Ordinal);
        return there ? null
            : $"This login has no D-Bus, so no keyring: neither ${AddressVariable} nor ${RuntimeVariable}/bus. Start the application in a desktop session (or with dbus-run-session), or choose another key source.";
    }
}

/// <summary>Calls of libsecret 0.18 and later that have no variable arguments (secret-service.h, secret-item.h, secret-value.h, secret-collection.h).</summary>
internal static partial class LibSecret
{
    public const int OpenSession = 1 << 1;
    public const int SearchAll = 1 << 1;
    public const int LoadSecrets = 1 << 3;
    public const string DefaultCollection = "default";

    private const string Library = "libsecret-1.so.0";

    public static bool IsInstalled => NativeLibrary.TryLoad(Library, typeof(LibSecret).Assembly, DllImportSearchPath.SafeDirectories, out _);

    [LibraryImport(Library)]
    public static partial nint secret_service_get_type();

    [LibraryImport(Library)]
    public static partial nint secret_service_open_sync(nint type, nint busName, int flags, nint cancellable, out nint error);

    [LibraryImport(Library)]
    public static partial nint secret_service_search_sync(nint service, nint schema, nint attributes, int flags, nint cancellable, out nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int secret_service_store_sync(
        nint service, nint schema, nint attributes, string collection, string label, nint value, nint cancellable, out nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint secret_collection_for_alias_sync(nint service, string alias, int flags, nint cancellable, out nint error);

    [LibraryImport(Library)]
    public static partial int secret_collection_get_locked(nint collection);

    [LibraryImport(Library)]
    public static partial int secret_item_get_locked(nint item);

    [LibraryImport(Library)]
    public static partial nint secret_item_get_secret(nint item);

    [LibraryImport(Library)]
    public static partial int secret_item_delete_sync(nint item, nint cancellable, out nint error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint secret_value_new(byte[] secret, nint length, string contentType);

    [LibraryImport(Library)]
    public static partial nint secret_value_get(nint value, out nuint length);

    [LibraryImport(Library)]
    public static partial void secret_value_unref(nint value);
}

/// <summary>Calls of GLib, GObject and GIO 2 that the Secret Service client needs.</summary>
internal static unsafe partial class GLib
{
    private const string Base = "libglib-2.0.so.0";
    private const string Objects = "libgobject-2.0.so.0";
    private const string IO = "libgio-2.0.so.0";
    private const int SessionBus = 2;

    /// <summary>Connects to the session bus. The caller releases the connection with <see cref="Release"/>.</summary>
    public static nint ConnectSessionBus()
    {
        nint bus = g_bus_get_sync(SessionBus, 0, out nint error);
        Check(error);

        // By default GIO ends the process when the shared connection closes. A logout must not end a host.
        g_dbus_connection_set_exit_on_close(bus, 0);
        return bus;
    }

    /// <summary>Throws the error of a call, and frees it.</summary>
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
    private static partial void g_object_unref(nint instance);

    [LibraryImport(IO)]
    private static partial nint g_bus_get_sync(int type, nint cancellable, out nint error);

    [LibraryImport(IO)]
    private static partial void g_dbus_connection_set_exit_on_close(nint connection, int exit);

    [LibraryImport(Base)]
    private static partial void g_error_free(nint error);

    [LibraryImport(Base)]
    private static partial nint g_quark_to_string(uint quark);

    [LibraryImport(Base)]
    public static partial void g_list_free(nint list);

    [LibraryImport(Base)]
    public static partial nint g_hash_table_new(nint hash, nint equal);

    [LibraryImport(Base)]
    public static partial int g_hash_table_insert(nint table, nint key, nint value);

    [LibraryImport(Base)]
    public static partial void g_hash_table_unref(nint table);

    /// <summary>A pointer to a function of GLib, which GLib takes as a callback.</summary>
    public static nint Function(string name) => NativeLibrary.GetExport(NativeLibrary.Load(Base), name);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct GError
    {
        public readonly uint Domain;
        public readonly int Code;
        public readonly nint Message;
    }
}

/// <summary>A GError. Its text names services and paths, and has no secret.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "SecretServiceKeystore translates it, so it never leaves the assembly.")]
internal sealed class GLibException(string domain, int code, string message) : Exception(message)
{
    private const int UnknownService = 2;

    /// <summary>Whether nothing on the bus offers the service (G_DBUS_ERROR_SERVICE_UNKNOWN of gdbuserror.h).</summary>
    public bool IsServiceUnknown => domain == "g-dbus-error-quark" && code == UnknownService;
}

/// <summary>GLib's linked list.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct GList
{
    private readonly nint _data;
    private readonly GList* _next;
    private readonly GList* _previous;

    public static nint[] ToArray(nint list)
    {
        List<nint> items = [];
        for (GList* node = (GList*)list; node is not null; node = node->_next)
        {
            items.Add(node->_data);
        }

        return [.. items];
    }
}
