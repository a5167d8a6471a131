namespace GameAuth.Providers;

/// <summary>A TPM's key that an administrator made and keeps: every new identity takes it, and forgetting a device leaves it.</summary>
internal sealed class PersistentKeyHardware(IKeyHardware tpm, string handle) : IKeyHardware
{
    public string? FindObstacle() => tpm.FindObstacle();

    public string Create() => handle;

    public byte[] ReadPublicKey(string reference) => tpm.ReadPublicKey(reference);

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash) => tpm.SignHash(reference, hash);

    public void Delete(string reference) => tpm.Delete(reference);
}
