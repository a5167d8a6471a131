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

/// <summary>The limits of <see cref="Storage.ITokenStore"/>.</summary>
internal static class RowLimits
{
    private const int Text = 512;
    private const int Value = (1024 + 64) * 1024;

    public static void Check(Storage.RowKey key)
    {
        Check(key.Partition, nameof(key));
        Check(key.Name, nameof(key));
    }

    public static void Check(string text, string parameter)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        if (text.Length > Text)
        {
            throw new ArgumentException($"A partition, row name or lease name has at most {Text} characters.", parameter);
        }
    }

    public static void Check(Storage.RowKey key, Storage.RowVersion? expected, Storage.RowVersion next, int length)
    {
        Check(key);
        if (next.Number == 0 || (expected is { } seen && !next.IsAfter(seen)))
        {
            throw new ArgumentException("The next version must come after the expected one, and numbers count from 1.", nameof(next));
        }

        if (length > Value)
        {
            throw new ArgumentException($"A row has at most {Value} bytes.", nameof(length));
        }
    }

    public static void Check(TimeSpan wait)
    {
        if (wait < TimeSpan.Zero && wait != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(wait), "A wait is zero, positive, or Timeout.InfiniteTimeSpan.");
        }
    }
}
