using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>What a signature covers, from the bytes that came in.</summary>
internal sealed record XboxSignedRequest(string Method, string Target, string Authorization, ReadOnlyMemory<byte> Body)
{
    /// <summary>How much of a body is covered: the signing policy of *.xboxlive.com has 8192 bytes.</summary>
    public uint MaxBodyBytes { get; init; } = 8192;

    /// <summary>The values of the headers that the policy names, in its order; empty ones where a header is absent.</summary>
    public IReadOnlyList<string> ExtraHeaders { get; init; } = [];

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
        foreach (string value in ExtraHeaders) Append(image, Encoding.UTF8.GetBytes(value));
        Append(image, Body.Span[..(int)Math.Min(Body.Length, MaxBodyBytes)]);
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
