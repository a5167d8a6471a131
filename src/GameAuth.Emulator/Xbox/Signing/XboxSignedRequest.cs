using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>What a signature covers, from the bytes that came in.</summary>
internal sealed record XboxSignedRequest(string Method, string Target, string Authorization, ReadOnlyMemory<byte> Body)
{
    /// <summary>The signing policy of *.xboxlive.com covers this much of a body.</summary>
    public const int MaxBodyBytes = 8192;

    public byte[] PreImage(int version, long fileTime)
    {
        using MemoryStream image = new();
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(number, version);
        Append(image, number[..4]);
        BinaryPrimitives.WriteInt64BigEndian(number, fileTime);
        Append(image, number);
        Append(image, Encoding.ASCII.GetBytes(Method.ToUpperInvariant()));
        Append(image, Encoding.UTF8.GetBytes(Target));
        Append(image, Encoding.UTF8.GetBytes(Authorization));
        Append(image, Body.Span[..Math.Min(Body.Length, MaxBodyBytes)]);
        return image.ToArray();
    }

    public byte[] Hash(int version, long fileTime) => SHA256.HashData(PreImage(version, fileTime));

    /// <summary>Every part ends in a zero byte, empty ones too.</summary>
    private static void Append(MemoryStream image, ReadOnlySpan<byte> part)
    {
        image.Write(part);
        image.WriteByte(0);
    }
}
