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
}
