using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Hytale;

/// <summary>Names a token without showing it.</summary>
internal static class HytaleFingerprint
{
    private const int Digits = 12;

    // A session token has hundreds of unguessable bits, so that a hash of it can not be turned back by trying.
    public static string Of(Secret token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token.Reveal())))[..Digits];
}
