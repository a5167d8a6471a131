using System.Security.Cryptography;
using System.Text;

namespace GameAuth.Storage;

/// <summary>PBKDF2 with HMAC-SHA256 (RFC 8018 section 5.2).</summary>
internal static class PassphraseKdf
{
    public const string Id = "pbkdf2-hmac-sha256";
    public const int SaltSize = 16;
    public const int CheckSize = 16;

    /// <summary>Not blank, and no half of a surrogate pair, which every encoding writes alike.</summary>
    public static bool IsUsable(Secret passphrase) => !string.IsNullOrWhiteSpace(passphrase.Reveal())
        && string.Equals(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(passphrase.Reveal())), passphrase.Reveal(), StringComparison.Ordinal);

    /// <summary>Derives the key; takes about a second, so off the caller's thread.</summary>
    public static Task<byte[]> DeriveAsync(Secret passphrase, byte[] salt, int iterations, CancellationToken cancellationToken) =>
        Task.Run(() => Derive(passphrase, salt, iterations), cancellationToken);

    /// <summary>HKDF-SHA256 (RFC 5869) of the key: it leads to no key, and to no passphrase sooner than a sealed row would.</summary>
    public static byte[] Check(byte[] key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, key, CheckSize, info: "gameauth passphrase check 1"u8.ToArray());

    private static byte[] Derive(Secret passphrase, byte[] salt, int iterations)
    {
        // Keyboards write one and the same letter in several ways; RFC 8265 section 4.2 takes NFC.
        byte[] password = Encoding.UTF8.GetBytes(passphrase.Reveal().Normalize(NormalizationForm.FormC));
        try
        {
            return Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, MasterKey.Size);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }
}
