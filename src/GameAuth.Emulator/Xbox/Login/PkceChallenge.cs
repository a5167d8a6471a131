using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Emulator.Xbox.Login;

/// <summary>PKCE with S256 (RFC 7636): the challenge is the SHA-256 of the verifier, in base64url without padding.</summary>
internal static class PkceChallenge
{
    public static bool IsWellFormed(string? challenge) =>
        challenge is { Length: 43 } && challenge.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_');

    /// <summary>A verifier is 43 to 128 unreserved characters (section 4.1); anything else answers no challenge.</summary>
    public static bool Answers(string verifier, string challenge) =>
        verifier.Length is >= 43 and <= 128
        && verifier.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '.' or '_' or '~')
        && Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) == challenge;
}
