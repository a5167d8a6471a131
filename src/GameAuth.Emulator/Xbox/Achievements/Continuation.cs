using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Emulator.Xbox.Achievements;

/// <summary>
/// Where the next page begins, as a text that no client can read and that a query must escape: it holds <c>+</c>, <c>/</c> and
/// <c>=</c> on purpose. It is good for the list that it came from only.
/// </summary>
internal static class Continuation
{
    private static readonly byte[] Awkward = [0xFB, 0xFF, 0xBF];

    public static string To(int offset, string scope)
    {
        byte[] text = [.. Awkward, .. new byte[4], .. Mark(offset, scope)];
        BinaryPrimitives.WriteInt32BigEndian(text.AsSpan(Awkward.Length), offset ^ Blur(scope));
        return Convert.ToBase64String(text);
    }

    /// <returns>The offset, or null when the text is no continuation of this list.</returns>
    public static int? Read(string text, string scope)
    {
        Span<byte> bytes = stackalloc byte[64];
        if (!Convert.TryFromBase64String(text, bytes, out int length) || length != Awkward.Length + 4 + 9) return null;
        int offset = BinaryPrimitives.ReadInt32BigEndian(bytes[Awkward.Length..]) ^ Blur(scope);
        return offset >= 0 && To(offset, scope) == text ? offset : null;
    }

    private static int Blur(string scope) => BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("blur " + scope)));

    private static byte[] Mark(int offset, string scope) => SHA256.HashData(Encoding.UTF8.GetBytes($"mark {offset} {scope}"))[..9];
}
