using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Hytale.Tests;

/// <summary>Fingerprints of tokens, reckoned apart from the code under test.</summary>
internal static class Prints
{
    public static string Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..12];
}
