using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using GameAuth.Storage;

namespace GameAuth.Providers;

/// <summary>
/// Whose process is at the other end of a loopback connection. Another user of the machine has no part in a sign-in: a code of theirs, handed in here, would sign their account in for
/// this player. Linux says so in /proc/net/tcp and tcp6; elsewhere nobody is refused, and the state that only this user's browser was given stands alone.
/// </summary>
internal static class LoopbackPeer
{
    private const int Local = 1;
    private const int Remote = 2;
    private const int Uid = 7;
    private const int Inode = 9;
    private const string Nobody = "0";

    /// <summary>Whether the peer is known to be of another user. The administrator is none: nothing can be kept from that user.</summary>
    public static bool IsOfAnotherUser(Socket connection)
    {
        if (!OperatingSystem.IsLinux() || connection is not { RemoteEndPoint: IPEndPoint peer, LocalEndPoint: IPEndPoint own })
        {
            return false;
        }

        string table = peer.AddressFamily is AddressFamily.InterNetworkV6 ? "/proc/net/tcp6" : "/proc/net/tcp";
        try
        {
            return IsOfAnotherUser(File.ReadLines(table), peer, own, LibC.GetEffectiveUserId());
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Looks the peer's end of a connection up in the kernel's table (proc(5)).</summary>
    internal static bool IsOfAnotherUser(IEnumerable<string> table, IPEndPoint peer, IPEndPoint own, uint self)
    {
        (string local, string remote) = (Show(peer), Show(own));
        foreach (string line in table)
        {
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > Inode && fields[Local] == local && fields[Remote] == remote)
            {
                // A socket that its process has closed belongs to nobody any more: no browser goes before it has the page.
                return fields[Inode] is Nobody || (fields[Uid] is not Nobody && fields[Uid] != self.ToString(CultureInfo.InvariantCulture));
            }
        }

        return false;
    }

    /// <summary>As the kernel writes it: the address in words of this machine's byte order, then the port.</summary>
    private static string Show(IPEndPoint end)
    {
        byte[] address = end.Address.GetAddressBytes();
        string words = string.Concat(Enumerable.Range(0, address.Length / sizeof(uint)).Select(word =>
        {
            ReadOnlySpan<byte> bytes = address.AsSpan(word * sizeof(uint), sizeof(uint));
            return (BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes)).ToString("X8", CultureInfo.InvariantCulture);
        }));
        return $"{words}:{end.Port.ToString("X4", CultureInfo.InvariantCulture)}";
    }
}
