using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Hytale;

/// <summary>Names a token without showing it.</summary>
internal static class HytaleFingerprint
{
    private const int Digits = 12;

    // Tokens have 256 unguessable bits and more, so that a hash can not be turned back by trying; and without a key, two programs' records can be laid side by side.
    public static string? Of(Secret? token) =>
        token is null ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())))[..Digits];
}
