using System.Buffers;
using System.Buffers.Text;

namespace GameAuth.Jose;

/// <summary>Base64url as JOSE wants it (RFC 7515 section 2): no padding, no white space, no bits left over. .NET's decoder alone takes the first two.</summary>
internal static class StrictBase64Url
{
    private static readonly SearchValues<byte> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"u8);

    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        return !text.ContainsAnyExcept(Alphabet)
            && Base64Url.DecodeFromUtf8(text, destination, out _, out written) == OperationStatus.Done;
    }

    /// <summary>Decodes a member of a key; null when it is not strict base64url.</summary>
    public static byte[]? Decode(string text)
    {
        byte[] ascii = new byte[text.Length];
        byte[] decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return System.Text.Ascii.FromUtf16(text, ascii, out _) == OperationStatus.Done && TryDecode(ascii, decoded, out int written)
            ? decoded[..written]
            : null;
    }
}
