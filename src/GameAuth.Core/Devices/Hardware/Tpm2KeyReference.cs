using System.Globalization;

namespace GameAuth.Providers;

/// <summary>What a key of a TPM 2.0 is stored as: the handle of a persistent key, or a key that the TPM wrapped.</summary>
internal static class Tpm2KeyReference
{
    private const string HandleScheme = "handle:0x";
    private const string WrappedHead = "-----BEGIN TSS2 PRIVATE KEY-----";

    /// <summary>Whether it is the handle of a persistent object: 0x81000000 to 0x81FFFFFF (TPM 2.0 Library, part 2, "TPM_HT_PERSISTENT").</summary>
    public static bool IsPersistentHandle(string reference) =>
        reference.Length == HandleScheme.Length + 8
        && reference.StartsWith(HandleScheme, StringComparison.Ordinal)
        && uint.TryParse(reference.AsSpan(HandleScheme.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint handle)
        && handle >> 24 == 0x81;

    /// <summary>Whether it is a wrapped key in PEM. OpenSSL opens plain keys just as gladly, and those must not pass for keys in a TPM.</summary>
    public static bool IsWrappedKey(string reference) => reference.StartsWith(WrappedHead, StringComparison.Ordinal);
}
