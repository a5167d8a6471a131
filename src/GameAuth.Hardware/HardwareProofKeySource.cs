using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Hardware;

/// <summary>Proof keys that never leave a machine's hardware: the row holds a reference that is of no use on another machine.</summary>
internal sealed class HardwareProofKeySource(string kind, string place, IKeyHardware hardware) : ProofKeySource
{
    public override string Kind => kind;

    public static HardwareProofKeySource OfThisSystem() => OperatingSystem.IsWindows() ? Cng() : Tpm2(persistentHandle: null);

    public static HardwareProofKeySource Cng() => new(
        ProofKeyKind.Cng, "the TPM of a Windows machine",
        OperatingSystem.IsWindows() ? new CngKeyHardware() : new UnsupportedKeyHardware("This is no Windows machine."));

    /// <param name="persistentHandle">The administrator's key that every new identity uses; null to make one for each.</param>
    public static HardwareProofKeySource Tpm2(string? persistentHandle) => new(
        ProofKeyKind.Tpm2, "the TPM 2.0 of a Linux machine",
        persistentHandle is null ? Tpm2KeyHardware.Shared : new PersistentKeyHardware(Tpm2KeyHardware.Shared, persistentHandle));

    public override bool IsAvailable([NotNullWhen(false)] out string? reason)
    {
        reason = hardware.FindObstacle();
        return reason is null;
    }

    public override ProofKey Create()
    {
        string reference;
        byte[] publicKey;
        try
        {
            reference = hardware.Create();
            publicKey = hardware.ReadPublicKey(reference);
        }
        catch (KeyHardwareException failure)
        {
            throw Failed($"No proof key could be made in {place}: {failure.Message} Nothing was stored.", RowState.KeyUnavailable);
        }

        StoredProofKey stored = new()
        {
            Kind = kind,
            Material = new Secret(reference),
            IsExportable = false,
            PublicKey = Convert.ToBase64String(publicKey),
        };
        ProofKey key = ToKey(stored, publicKey);
        byte[] proof = SHA256.HashData(publicKey);
        if (!key.Key.VerifyHash(proof, key.Key.SignHash(proof)))
        {
            throw Failed($"The key in {place} signs what its public half does not verify; nothing was stored.", RowState.KeyUnavailable);
        }

        return key;
    }

    public override ProofKey Open(StoredProofKey stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        byte[] publicKey;
        try
        {
            publicKey = hardware.ReadPublicKey(stored.Material.Reveal());
        }
        catch (KeyHardwareException failure)
        {
            throw CannotOpen(failure.Message, failure.State);
        }

        return string.Equals(stored.PublicKey, Convert.ToBase64String(publicKey), StringComparison.Ordinal)
            ? ToKey(stored, publicKey)
            : throw CannotOpen("Another key is in its place.", RowState.WrongKey);
    }

    public override void Delete(StoredProofKey stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        try
        {
            hardware.Delete(stored.Material.Reveal());
        }
        catch (KeyHardwareException failure)
        {
            throw Failed($"The proof key in {place} could not be deleted: {failure.Message}", failure.State);
        }
    }

    private HardwareProofKey ToKey(StoredProofKey stored, byte[] publicKey)
    {
        try
        {
            using ECDsa read = ECDsa.Create();
            read.ImportSubjectPublicKeyInfo(publicKey, out _);
            ECParameters parameters = read.ExportParameters(includePrivateParameters: false);
            return parameters.Curve.Oid is { Value: "1.2.840.10045.3.1.7" } or { FriendlyName: "nistP256" or "ECDSA_P256" }
                ? new HardwareProofKey(stored, new HardwareECDsa(parameters, hash => Sign(stored, hash)))
                : throw CannotOpen("It is not on the curve P-256.", RowState.WrongKey);
        }
        catch (CryptographicException)
        {
            throw CannotOpen("It is not an elliptic curve key.", RowState.WrongKey);
        }
    }

    private byte[] Sign(StoredProofKey stored, ReadOnlyMemory<byte> hash)
    {
        try
        {
            return hardware.SignHash(stored.Material.Reveal(), hash.Span);
        }
        catch (KeyHardwareException failure)
        {
            throw Failed($"The proof key in {place} did not sign: {failure.Message} Nothing was sent; try again.", failure.State);
        }
    }

    private CredentialStoreException CannotOpen(string reason, RowState state) => Failed(
        $"The proof key of this device is in {place} and can't be opened here: {reason} Mend that, use the machine that made it, or call ForgetDeviceAsync to make a new device. Nothing was deleted.",
        state);

    private static CredentialStoreException Failed(string message, RowState state) => new(message, state) { Step = "proof key" };
}

/// <summary>A proof key in hardware.</summary>
internal sealed class HardwareProofKey(StoredProofKey stored, ECDsa key) : ProofKey
{
    public override ECDsa Key => key;

    public override bool IsExportable => false;

    public override StoredProofKey Store() => stored;
}

/// <summary>A key whose private half stays in hardware: it signs there and verifies here. As safe from any thread as the hardware's calls.</summary>
internal sealed class HardwareECDsa : ECDsa
{
    private readonly Func<ReadOnlyMemory<byte>, byte[]> _sign;
    private readonly ECParameters _public;

    public HardwareECDsa(ECParameters publicKey, Func<ReadOnlyMemory<byte>, byte[]> sign)
    {
        _sign = sign;
        _public = publicKey;
        LegalKeySizesValue = [new KeySizes(256, 256, 0)];
        KeySizeValue = 256;
    }

    public override byte[] SignHash(byte[] hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.Length == SHA256.HashSizeInBytes
            ? _sign(hash)
            : throw new CryptographicException("A proof key in hardware signs SHA-256 hashes only.");
    }

    public override bool VerifyHash(byte[] hash, byte[] signature)
    {
        using ECDsa verifier = Create(_public);
        return verifier.VerifyHash(hash, signature);
    }

    public override ECParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
        ? throw new CryptographicException("The private half of this key is in hardware and can not be exported.")
        : new ECParameters { Curve = _public.Curve, Q = new ECPoint { X = [.. _public.Q.X!], Y = [.. _public.Q.Y!] } };
}
