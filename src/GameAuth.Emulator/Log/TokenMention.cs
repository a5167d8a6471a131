using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Emulator;

/// <summary>A token as the event log may show it: its kind and a short fingerprint, never its value.</summary>
/// <param name="Kind">The kind, such as <c>msa_refresh</c>, <c>device</c> or <c>xsts</c>.</param>
/// <param name="Fingerprint">The first eight hexadecimal digits of the SHA-256 of the token's UTF-8 bytes.</param>
public sealed record TokenMention(string Kind, string Fingerprint)
{
    /// <summary>Names a token without showing it. A test uses this to find its own token in the log.</summary>
    /// <param name="kind">The kind of token.</param>
    /// <param name="token">The token's value; only its fingerprint is kept.</param>
    /// <returns>The mention.</returns>
    public static TokenMention Of(string kind, string token) =>
        new(kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 4)));

    /// <summary>Returns <c>kind:fingerprint</c>.</summary>
    /// <returns>The mention as text.</returns>
    public override string ToString() => $"{Kind}:{Fingerprint}";
}
