using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace GameAuth.Server.PostgreSql;

/// <summary>Partitions, names and leases as bytes: any text, none taken for another.</summary>
/// <remarks>UTF-8, which a person can read in the database; a text with half of a surrogate pair has none, and is UTF-16 after a byte that UTF-8 never has.</remarks>
internal static class RowText
{
    private const byte Utf16 = 0xFF;

    public static byte[] Encode(string text)
    {
        byte[] buffer = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        if (Utf8.FromUtf16(text, buffer, out _, out int written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            return buffer[..written];
        }

        return [Utf16, .. MemoryMarshal.AsBytes(text.AsSpan())];
    }

    public static string Decode(byte[] bytes) =>
        bytes is [Utf16, ..] ? new string(MemoryMarshal.Cast<byte, char>(bytes.AsSpan(1))) : Encoding.UTF8.GetString(bytes);
}
