using System.Runtime.InteropServices;

namespace GameAuth.Storage;

/// <summary>The attributes by which the Secret Service finds an item, as a GHashTable of strings.</summary>
internal sealed class SecretAttributes : IDisposable
{
    private readonly List<nint> _texts = [];

    public SecretAttributes(KeystoreItem item)
    {
        Table = GLib.g_hash_table_new(GLib.Function("g_str_hash"), GLib.Function("g_str_equal"));

        // No xdg:schema: GNOME Keyring 42 does not match it in a locked collection, and a locked item must be found.
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
