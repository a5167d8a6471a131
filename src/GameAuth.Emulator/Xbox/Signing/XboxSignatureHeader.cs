using System.Buffers.Binary;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>The Signature header taken apart: version (4), FILETIME (8), r and s (64), in standard base64.</summary>
internal sealed record XboxSignatureHeader(int Version, long FileTime, byte[] Signature)
{
    private const int Length = 4 + 8 + 64;

    /// <summary>Null when the header is not of this form.</summary>
    public static XboxSignatureHeader? Parse(string value)
    {
        byte[] bytes = new byte[Length];
        if (value.Length != 104 || !Convert.TryFromBase64String(value, bytes, out int count) || count != Length) return null;
        return new XboxSignatureHeader(
            BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(4)), bytes[12..]);
    }

    /// <summary>Ticks of 100 ns since 1601; null when they are outside the calendar.</summary>
    public DateTimeOffset? SignedAt =>
        FileTime >= 0 && FileTime <= DateTimeOffset.MaxValue.ToFileTime() ? DateTimeOffset.FromFileTime(FileTime) : null;
}
