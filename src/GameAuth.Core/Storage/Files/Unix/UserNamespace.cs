using System.Globalization;
using System.Runtime.Versioning;

namespace GameAuth.Storage;

/// <summary>In a user namespace (Flatpak, bubblewrap, rootless containers) files of users outside, root among them, all seem to belong to one overflow id (user_namespaces(7)).</summary>
[UnsupportedOSPlatform("windows")]
internal static class UserNamespace
{
    private const uint DefaultOverflow = 65534;

    private static readonly uint? s_overflow = Find();

    /// <summary>Whether this owner stands for those outside of the namespace. Never so outside of one, where the id is a user as any other.</summary>
    public static bool IsUnmapped(uint owner) => owner == s_overflow;

    /// <summary>The overflow id, where a map of ids (start inside, start outside, count) does not give it to a user.</summary>
    public static uint? Overflow(string map, uint overflow)
    {
        foreach (string line in map.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (parts.Length != 3
                || !uint.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out uint start)
                || !uint.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint count)
                || (overflow >= start && overflow - start < count))
            {
                return null;
            }
        }

        return map.Length == 0 ? null : overflow;
    }

    private static uint? Find()
    {
        if (!UnixSystem.IsLinux)
        {
            return null;
        }

        try
        {
            uint overflow = uint.TryParse(File.ReadAllText("/proc/sys/kernel/overflowuid").AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out uint set) ? set : DefaultOverflow;
            return Overflow(File.ReadAllText("/proc/self/uid_map"), overflow);
        }
        catch (Exception e) when (StoreFailure.IsDiskFailure(e))
        {
            return null;
        }
    }
}
