using System.Buffers.Text;

namespace GameAuth.Pd2;

/// <summary>The types of a Socket.IO packet (docs/socket.io-protocol of the socket.io repository, revisions 4 and 5).</summary>
internal enum SocketPacketType
{
    Connect,
    Disconnect,
    Event,
    Ack,

    /// <summary>ERROR in revision 4, CONNECT_ERROR in 5.</summary>
    Error,
    BinaryEvent,
    BinaryAck,
}

/// <summary>A packet as it lies in the buffer: <c>type[attachments-][/namespace,][id]json</c>. Nothing is copied.</summary>
internal readonly ref struct SocketPacket
{
    private SocketPacket(SocketPacketType type, ReadOnlySpan<byte> space, int? id, ReadOnlySpan<byte> json)
    {
        Type = type;
        Space = space;
        Id = id;
        Json = json;
    }

    public SocketPacketType Type { get; }

    /// <summary>The namespace; empty for <c>/</c>.</summary>
    public ReadOnlySpan<byte> Space { get; }

    /// <summary>The id of the acknowledgement; null where there is none.</summary>
    public int? Id { get; }

    /// <summary>What follows; it is not read yet, and may be no JSON.</summary>
    public ReadOnlySpan<byte> Json { get; }

    /// <summary>Takes a packet apart; false where it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out SocketPacket packet)
    {
        packet = default;
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'6')
        {
            return false;
        }

        SocketPacketType type = (SocketPacketType)(text[0] - '0');
        text = text[1..];
        if (type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck)
        {
            int dash = text.IndexOf((byte)'-');
            if (dash < 1 || text[..dash].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            {
                return false;
            }

            text = text[(dash + 1)..];
        }

        ReadOnlySpan<byte> space = default;
        if (!text.IsEmpty && text[0] == (byte)'/')
        {
            int comma = text.IndexOf((byte)',');
            space = comma < 0 ? text : text[..comma];
            text = comma < 0 ? [] : text[(comma + 1)..];
            space = space.Length == 1 ? [] : space;
        }

        int? id = null;
        int digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and int end ? end : text.Length;
        if (digits > 0)
        {
            if (!Utf8Parser.TryParse(text[..digits], out int number, out int used) || used != digits)
            {
                return false;
            }

            id = number;
            text = text[digits..];
        }

        packet = new SocketPacket(type, space, id, text);
        return true;
    }
}
