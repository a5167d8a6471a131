using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Storage;

/// <summary>The formats of a master key in a file: 32 raw bytes, 64 hex digits, or base64.</summary>
internal static class MasterKeyFormat
{
    /// <summary>The formats that <see cref="Read"/> accepts, for messages.</summary>
    public const string Accepted = "32 random bytes, raw, as 64 hex digits or as base64 (make one with: openssl rand -hex 32)";

    /// <summary>A longer file has no key.</summary>
    public const int MaxLength = 256;

    /// <summary>The key in a file or keystore item; null when it has something else.</summary>
    public static MasterKey? Read(ReadOnlySpan<byte> content, string source, KeyProtection protection)
    {
        Span<byte> key = stackalloc byte[MasterKey.Size];
        MasterKey? read = TryRead(content, key) && key.ContainsAnyExcept(key[0]) ? new MasterKey(key, source, protection) : null;
        CryptographicOperations.ZeroMemory(key);
        return read;
    }

    private static bool TryRead(ReadOnlySpan<byte> file, Span<byte> key)
    {
        if (file.Length == MasterKey.Size)
        {
            // 32 printable characters are a password or half a key in hex. A random key looks like that once in 10^13.
            file.CopyTo(key);
            return file.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        }

        ReadOnlySpan<byte> text = file.Trim(" \t\r\n"u8);
        if (text.Length == MasterKey.Size * 2)
        {
            Span<char> digits = stackalloc char[text.Length];
            return Encoding.Latin1.GetChars(text, digits) == digits.Length
                && Convert.FromHexString(digits, key, out _, out int count) == System.Buffers.OperationStatus.Done
                && count == MasterKey.Size;
        }

        return TryReadBase64(text, key);
    }

    private static bool TryReadBase64(ReadOnlySpan<byte> text, Span<byte> key)
    {
        // 43 digits and perhaps one "=", in either alphabet (RFC 4648 sections 4 and 5): nothing else decodes to 32 bytes.
        if (text.Length != 43 && !(text.Length == 44 && text[43] == '='))
        {
            return false;
        }

        Span<byte> standard = stackalloc byte[44];
        text.CopyTo(standard);
        standard[43] = (byte)'=';
        standard.Replace((byte)'-', (byte)'+');
        standard.Replace((byte)'_', (byte)'/');
        bool read = Base64.DecodeFromUtf8InPlace(standard, out int count) == System.Buffers.OperationStatus.Done && count == MasterKey.Size;
        standard[..MasterKey.Size].CopyTo(key);
        CryptographicOperations.ZeroMemory(standard);
        return read;
    }
}
