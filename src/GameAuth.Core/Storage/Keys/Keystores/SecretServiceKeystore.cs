using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>The Secret Service of a Linux desktop (freedesktop.org Secret Service API 0.2), reached through libsecret: an item in the default collection.</summary>
/// <remarks>Nothing is unlocked here, since that would prompt. An item in a locked collection is found all the same, with its mark, so it is never taken for a missing one.</remarks>
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
            // A connection of our own: the shared one would outlive a keyring that was restarted.
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

    // Items of all collections; the first that is unlocked counts.
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
