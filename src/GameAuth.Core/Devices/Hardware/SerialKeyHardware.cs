namespace GameAuth.Providers;

/// <summary>One call at a time: a TPM does one thing at a time, and its software stack fails where two threads share a connection.</summary>
internal sealed class SerialKeyHardware(IKeyHardware hardware) : IKeyHardware
{
    private readonly Lock _turn = new();

    public string? FindObstacle()
    {
        lock (_turn)
        {
            return hardware.FindObstacle();
        }
    }

    public string Create()
    {
        lock (_turn)
        {
            return hardware.Create();
        }
    }

    public byte[] ReadPublicKey(string reference)
    {
        lock (_turn)
        {
            return hardware.ReadPublicKey(reference);
        }
    }

    public byte[] SignHash(string reference, ReadOnlySpan<byte> hash)
    {
        lock (_turn)
        {
            return hardware.SignHash(reference, hash);
        }
    }

    public void Delete(string reference)
    {
        lock (_turn)
        {
            hardware.Delete(reference);
        }
    }
}
