using System.Diagnostics.CodeAnalysis;
using GameAuth.Storage;

namespace GameAuth.Hardware;

/// <summary>A machine's own calls for P-256 keys that never leave it. A call that fails throws <see cref="KeyHardwareException"/>.</summary>
internal interface IKeyHardware
{
    /// <summary>Why no key can be made here, and the fix; null when nothing is missing.</summary>
    string? FindObstacle();

    /// <summary>Makes a key and returns its reference: a name, or the key as the hardware wrapped it.</summary>
    string Create();

    /// <summary>The public half, as SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).</summary>
    byte[] ReadPublicKey(string reference);

    /// <summary>Signs a SHA-256 hash. The signature is r and s of 32 bytes each (IEEE P1363).</summary>
    byte[] SignHash(string reference, ReadOnlySpan<byte> hash);

    /// <summary>Deletes a key that this code made and that is not part of its reference.</summary>
    void Delete(string reference);
}

/// <summary>The hardware refused or failed. The message holds no secret; <see cref="HardwareProofKeySource"/> makes a <see cref="CredentialStoreException"/> of it.</summary>
[SuppressMessage("Design", "CA1064:Exceptions should be public", Justification = "HardwareProofKeySource translates it, so it never leaves the assembly.")]
internal sealed class KeyHardwareException(string message, RowState state) : Exception(message)
{
    public RowState State { get; } = state;
}

/// <summary>Hardware that this operating system can't have: every call fails with the reason.</summary>
internal sealed class UnsupportedKeyHardware(string reason) : IKeyHardware
{
    public string? FindObstacle() => reason;

    public string Create() => throw Unsupported();

    public byte[] ReadPublicKey(string reference) => throw Unsupported();

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash) => throw Unsupported();

    public void Delete(string reference) => throw Unsupported();

    private KeyHardwareException Unsupported() => new(reason, RowState.KeyUnavailable);
}

/// <summary>A TPM's key that an administrator made and keeps. Every new identity uses it, and forgetting a device leaves it where it is.</summary>
internal sealed class PersistentKeyHardware(IKeyHardware tpm, string handle) : IKeyHardware
{
    public string? FindObstacle() => tpm.FindObstacle();

    public string Create() => handle;

    public byte[] ReadPublicKey(string reference) => tpm.ReadPublicKey(reference);

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash) => tpm.SignHash(reference, hash);

    public void Delete(string reference) => tpm.Delete(reference);
}

/// <summary>Makes one call at a time. A TPM does one thing at a time, and its software stack fails where two threads share a connection.</summary>
internal sealed class SynchronizedKeyHardware(IKeyHardware hardware) : IKeyHardware
{
    private readonly Lock _lock = new();

    public string? FindObstacle()
    {
        lock (_lock)
        {
            return hardware.FindObstacle();
        }
    }

    public string Create()
    {
        lock (_lock)
        {
            return hardware.Create();
        }
    }

    public byte[] ReadPublicKey(string reference)
    {
        lock (_lock)
        {
            return hardware.ReadPublicKey(reference);
        }
    }

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash)
    {
        lock (_lock)
        {
            return hardware.SignHash(reference, hash);
        }
    }

    public void Delete(string reference)
    {
        lock (_lock)
        {
            hardware.Delete(reference);
        }
    }
}
