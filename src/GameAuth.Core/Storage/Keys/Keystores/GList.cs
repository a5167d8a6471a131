using System.Runtime.InteropServices;

namespace GameAuth.Storage;

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
