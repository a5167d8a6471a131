using System.Security.Cryptography;

namespace GameAuth.Emulator.Xbox.Minecraft;

/// <summary>The public key that a Bedrock client wants to be vouched for.</summary>
internal static class BedrockClientKey
{
    private const int DerLength = 120;

    // The DER of every P-384 key begins alike: algorithm and curve, then the point, uncompressed.
    private const string P384 = "MHYwEAYHKoZIzj0CAQYFK4EEACID";

    /// <summary>Null when the text is base64 of the DER SubjectPublicKeyInfo of a P-384 key, or what is wrong.</summary>
    public static string? ProblemOf(string? text)
    {
        const string problem = "identityPublicKey must be base64 of the DER SubjectPublicKeyInfo of a P-384 key";
        byte[] der = new byte[DerLength];
        if (text is not { Length: DerLength / 3 * 4 } || !text.StartsWith(P384, StringComparison.Ordinal)) return problem;
        if (!Convert.TryFromBase64String(text, der, out int count) || count != DerLength) return problem;
        try
        {
            using ECDsa key = ECDsa.Create();
            key.ImportSubjectPublicKeyInfo(der, out _);
            return null;
        }
        catch (CryptographicException)
        {
            return problem;
        }
    }
}
