using System.Buffers;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using GameAuth.Storage;

namespace GameAuth.Hardware;

/// <summary>Keys in the TPM of a Windows machine, by name, for the current user.</summary>
/// <remarks>
/// Source: CNG Key Storage Providers (learn.microsoft.com/windows/win32/seccertenroll/cng-key-storage-providers). A key is opened for each
/// call, so no handle is shared by threads.
/// </remarks>
[SupportedOSPlatform("windows")]
internal sealed class CngKeyHardware : IKeyHardware
{
    private const string Prefix = "GameAuth.ProofKey.";

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");
    private static readonly CngProvider Provider = new("Microsoft Platform Crypto Provider");

    public string? FindObstacle()
    {
        try
        {
            _ = CngKey.Exists(Prefix + "probe", Provider);
            return null;
        }
        catch (CryptographicException failure)
        {
            return $"The {Provider.Provider} did not answer (0x{failure.HResult:x8}): is there a TPM, and is it ready (tpm.msc)?";
        }
    }

    public string Create() => Guarded(() =>
    {
        string name = Prefix + RandomNumberGenerator.GetHexString(32, lowercase: true);
        CngKeyCreationParameters parameters = new()
        {
            Provider = Provider,
            ExportPolicy = CngExportPolicies.None,
            KeyUsage = CngKeyUsages.Signing,
        };
        using CngKey key = CngKey.Create(CngAlgorithm.ECDsaP256, name, parameters);
        return name;
    });

    public byte[] ReadPublicKey(string reference) => Guarded(() =>
    {
        using CngKey key = Open(reference);
        using ECDsaCng reader = new(key);
        return reader.ExportSubjectPublicKeyInfo();
    });

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash)
    {
        byte[] copy = hash.ToArray();
        return Guarded(() =>
        {
            using CngKey key = Open(reference);
            using ECDsaCng signer = new(key);
            return signer.SignHash(copy);
        });
    }

    public void Delete(string reference) => Guarded(() =>
    {
        if (IsOurs(reference) && CngKey.Exists(reference, Provider))
        {
            using CngKey key = CngKey.Open(reference, Provider);
            key.Delete();
        }

        return true;
    });

    private static CngKey Open(string name) =>
        !IsOurs(name) ? throw new KeyHardwareException("What is stored is not the name of a key.", RowState.Corrupt)
        : !CngKey.Exists(name, Provider) ? throw new KeyHardwareException("This user of this machine has no such key.", RowState.WrongKey)
        : CngKey.Open(name, Provider);

    private static bool IsOurs(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && !name.AsSpan(Prefix.Length).ContainsAnyExcept(Hex);

    private static T Guarded<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (CryptographicException failure)
        {
            throw new KeyHardwareException($"The {Provider.Provider} failed (0x{failure.HResult:x8}).", RowState.KeyUnavailable);
        }
    }
}
