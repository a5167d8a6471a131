using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.SocketIo;

/// <summary>A packet of Socket.IO: <c>{type}[{attachments}-][{namespace},][{ack id}][{json}]</c>, after the packet type of Engine.IO.</summary>
internal sealed record SocketPacket(SocketPacketType Type)
{
    private const int MostAttachments = 100;

    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1024 };

    public string Namespace { get; init; } = "/";

    public long? Id { get; init; }

    public JsonNode? Data { get; init; }

    /// <summary>How many binary messages belong to it.</summary>
    public int Attachments { get; init; }

    /// <summary>The packet of a message; null where it is none, or its data are not what its type has.</summary>
    public static SocketPacket? Read(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'6') { return null; }
        SocketPacketType type = (SocketPacketType)(text[0] - '0');
        text = text[1..];
        long attachments = 0;
        if (type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck)
        {
            if (TakeNumber(ref text) is not { } count || count > MostAttachments || text.IsEmpty || text[0] != '-') { return null; }
            attachments = count;
            text = text[1..];
        }

        string place = TakeNamespace(ref text);
        long? id = TakeNumber(ref text);
        JsonNode? data = null;
        if (!text.IsEmpty && !TryParse(text, out data)) { return null; }
        return Fits(type, data) ? new SocketPacket(type) { Namespace = place, Id = id, Data = data, Attachments = (int)attachments } : null;
    }

    /// <summary>The packet as a message of Engine.IO, its type included.</summary>
    public ReadOnlyMemory<byte> Write()
    {
        ArrayBufferWriter<byte> buffer = new(Data is null ? 64 : 512);
        Encoding.ASCII.GetBytes(Prefix(), buffer);
        if (Data is not null)
        {
            using Utf8JsonWriter writer = new(buffer, JsonText.Plain);
            Data.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>What stands before the JSON.</summary>
    public string Prefix()
    {
        string count = Type is SocketPacketType.BinaryEvent or SocketPacketType.BinaryAck ? string.Create(CultureInfo.InvariantCulture, $"{Attachments}-") : "";
        string place = Namespace == "/" ? "" : Namespace + ",";
        return string.Create(CultureInfo.InvariantCulture, $"4{(int)Type}{count}{place}{Id}");
    }

    /// <summary>An event is a list that begins with its name; an answer is a list; a connect carries an object or nothing.</summary>
    private static bool Fits(SocketPacketType type, JsonNode? data) => type switch
    {
        SocketPacketType.Connect => data is null or JsonObject,
        SocketPacketType.Disconnect => data is null,
        SocketPacketType.Event or SocketPacketType.BinaryEvent => data is JsonArray { Count: > 0 } list && list[0]?.GetValueKind() is JsonValueKind.String,
        SocketPacketType.Ack or SocketPacketType.BinaryAck => data is JsonArray,
        _ => true,
    };

    /// <summary>Up to the comma, or the rest; what a client of revision 2 adds behind a question mark is no part of the name.</summary>
    private static string TakeNamespace(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != '/') { return "/"; }
        int comma = text.IndexOf((byte)',');
        string name = Encoding.UTF8.GetString(comma < 0 ? text : text[..comma]);
        text = comma < 0 ? [] : text[(comma + 1)..];
        return name.Split('?')[0];
    }

    private static long? TakeNumber(ref ReadOnlySpan<byte> text)
    {
        int digits = 0;
        while (digits < text.Length && digits < 18 && char.IsAsciiDigit((char)text[digits])) { digits++; }
        if (digits == 0) { return null; }
        long number = long.Parse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        text = text[digits..];
        return number;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, out JsonNode? data)
    {
        data = null;
        try
        {
            data = JsonNode.Parse(text, documentOptions: Deep);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

internal enum SocketPacketType
{
    Connect,
    Disconnect,
    Event,
    Ack,
    Error,
    BinaryEvent,
    BinaryAck,
}
