using Microsoft.Identity.Client.Extensions.Msal;
using MsalStorage = Microsoft.Identity.Client.Extensions.Msal.Storage;

namespace GameAuth.Benchmarks.Store;

/// <summary>The peer of Microsoft's: one file for a whole cache, here in its unencrypted form, under its lock file, as its cache helper does it.</summary>
internal sealed class MsalRows(string directory)
{
    private readonly string _lock = Path.Combine(directory, "msal.cache.lockfile");
    private readonly MsalStorage _storage = MsalStorage.Create(new StorageCreationPropertiesBuilder("msal.cache", directory).WithUnprotectedFile().Build());

    public void Save(byte[] content)
    {
        using CrossPlatLock held = new(_lock);
        _storage.WriteData(content);
    }

    public byte[] Read()
    {
        using CrossPlatLock held = new(_lock);
        return _storage.ReadData();
    }
}
