namespace GameAuth.Storage;

/// <summary>The keystore of a platform for which there is none here.</summary>
internal sealed class NoKeystore : IKeystore
{
    public string Name => "none on this platform";

    public void Probe() => throw Absent();

    public byte[]? Find(KeystoreItem item) => throw Absent();

    public void Store(KeystoreItem item, byte[] content) => throw Absent();

    public void Delete(KeystoreItem item) => throw Absent();

    private static KeystoreException Absent() => KeystoreException.Absent("No keystore of this platform is known here; choose another key source.");
}
