using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A store's directory of its own, that is not there at first.</summary>
public abstract class KeyDirectoryTest : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("gameauth-keys-");

    protected string StoreDirectory => Path.Combine(_parent.FullName, "store");

    protected string KeyPath(string name) => Path.Combine(StoreDirectory, "keys", name);

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _parent.Delete(recursive: true);
    }

    /// <summary>What a store would see of the key: its public id.</summary>
    protected static async Task<string> IdAsync(MasterKeySource source)
    {
        AesGcmTokenProtector protector = new("tests", source);
        await protector.PrepareAsync(default);
        return protector.Key!.KeyId;
    }

    protected static async Task<string> RefusedAsync(MasterKeySource source, RowState state = RowState.KeyUnavailable)
    {
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await source.GetKeyAsync(default));
        Assert.Equal(state, e.State);
        return e.Message;
    }

    protected void Plant(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(KeyPath(name))!);
        File.WriteAllText(KeyPath(name), content);
    }
}
