using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using GameAuth.Emulator.Hosting;

namespace GameAuth.Emulator.Xbox.Signing;

/// <summary>Checks the Signature header of a request against a key and a freshness window.</summary>
internal static class XboxSignatureVerifier
{
    public static SignatureFinding Check(
        string? header, XboxSignedRequest request, XboxProofKey? key, TimeSpan? window, DateTimeOffset now)
    {
        if (header is null) { return SignatureFinding.Absent; }
        if (XboxSignatureHeader.Parse(header) is not { } signature) { return SignatureFinding.Bad("malformed: not 76 bytes in standard base64"); }
        if (signature.Version != 1) { return SignatureFinding.Bad("the policy version is not 1"); }
        if (signature.SignedAt is not { } signedAt) { return SignatureFinding.Bad("the timestamp is no FILETIME"); }
        TimeSpan age = now - signedAt;
        if (key is null) { return new(SignatureVerdict.Deferred, "no key is known yet", age); }
        if (!key.Verifies(request.Hash(signature.Version, signature.FileTime), signature.Signature))
        {
            return new(SignatureVerdict.Bad, "does not match the bytes received under this key", age);
        }

        return age.Duration() > window
            ? new(SignatureVerdict.Stale, $"the timestamp is off by {age:c}, {window:c} is allowed", age)
            : new(SignatureVerdict.Verified, null, age);
    }
}

/// <summary>The Signature header taken apart: version (4), FILETIME (8), r and s (64), in standard base64.</summary>
internal sealed record XboxSignatureHeader(int Version, long FileTime, byte[] Signature)
{
    private const int Length = 4 + 8 + 64;

    /// <summary>Null when the header is not of this form.</summary>
    public static XboxSignatureHeader? Parse(string value)
    {
        byte[] bytes = new byte[Length];
        if (value.Length != 104 || !Convert.TryFromBase64String(value, bytes, out int count) || count != Length) { return null; }
        return new XboxSignatureHeader(
            BinaryPrimitives.ReadInt32BigEndian(bytes), BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(4)), bytes[12..]);
    }

    /// <summary>Ticks of 100 ns since 1601; null when they are outside the calendar.</summary>
    public DateTimeOffset? SignedAt =>
        FileTime >= 0 && FileTime <= DateTimeOffset.MaxValue.ToFileTime() ? DateTimeOffset.FromFileTime(FileTime) : null;
}

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
        foreach (string value in ExtraHeaders) { Append(image, Encoding.UTF8.GetBytes(value)); }
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
