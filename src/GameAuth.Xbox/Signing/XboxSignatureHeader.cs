using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GameAuth.Xbox;

/// <summary>Signs a pre-image and wraps the signature as the header carries it.</summary>
internal static class XboxSignatureHeader
{
    private const int TimeOffset = sizeof(int);
    private const int SignatureOffset = TimeOffset + sizeof(long);
    private const int SignatureLength = 64;
    private const int KeySizeInBits = 256;
    private const long MaxFileTime = 2_650_467_743_999_999_999;

    public static int Write(ECDsa key, int version, DateTimeOffset at, ReadOnlySpan<byte> preImage, Span<char> header)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.KeySize != KeySizeInBits)
        {
            throw new ArgumentException("Xbox Live takes proof keys on the curve P-256 only.", nameof(key));
        }

        Span<byte> raw = stackalloc byte[SignatureOffset + SignatureLength];
        BinaryPrimitives.WriteInt32BigEndian(raw, version);
        BinaryPrimitives.WriteInt64BigEndian(raw[TimeOffset..], at.ToFileTime());
        if (!key.TrySignData(preImage, raw[SignatureOffset..], HashAlgorithmName.SHA256, out int signed) || signed != SignatureLength)
        {
            throw new CryptographicException("The proof key did not return a signature of 64 bytes.");
        }

        return Convert.TryToBase64Chars(raw, header, out int written) ? written : 0;
    }

    /// <summary>The time that a header carries; null where it is no header of this layout.</summary>
    public static DateTimeOffset? TimeOf(ReadOnlySpan<char> header)
    {
        Span<byte> raw = stackalloc byte[SignatureOffset + SignatureLength];
        return Convert.TryFromBase64Chars(header, raw, out int written) && written == raw.Length
            && BinaryPrimitives.ReadInt64BigEndian(raw[TimeOffset..]) is >= 0 and <= MaxFileTime and long time
                ? DateTimeOffset.FromFileTime(time).ToUniversalTime()
                : null;
    }
}
