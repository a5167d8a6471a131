using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace GameAuth.Storage;

/// <summary>CryptProtectData and CryptUnprotectData for the signed-in user.</summary>
[SupportedOSPlatform("windows")]
internal static class Dpapi
{
    public static byte[] Protect(byte[] content, byte[] entropy) => ProtectedData.Protect(content, entropy, DataProtectionScope.CurrentUser);

    public static byte[] Unprotect(byte[] content, byte[] entropy) => ProtectedData.Unprotect(content, entropy, DataProtectionScope.CurrentUser);
}
