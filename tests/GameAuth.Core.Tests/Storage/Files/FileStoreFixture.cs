using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A file store in a directory of its own, and ways to look at and damage its files.</summary>
public abstract class FileStoreFixture : IAsyncLifetime
{
    protected static readonly RowKey Key = new("owner", "grant");

    private readonly DirectoryInfo _parent = System.IO.Directory.CreateTempSubdirectory("gameauth-store-");

    protected FileStoreFixture() => Directory = Path.Combine(_parent.FullName, "store");

    protected string Directory { get; }

    protected string EntryPath => Path.Combine(Directory, "entries", StoreLayout.EntryName(Key));

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _parent.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private protected FileTokenStore Open(IStoreDisk? disk = null) => new(Directory, TimeProvider.System, disk ?? LocalDisk.Instance);

    private protected static async Task<RowVersion> WriteAsync(ITokenStore store, byte[] value, int times = 1)
    {
        for (int i = 0; i < times; i++)
        {
            Row row = await store.ReadAsync(Key, default);
            Assert.True(await store.TryWriteAsync(Key, row.State == RowState.Missing ? null : row.Version, row.NextVersion(), value, default));
        }

        return (await store.ReadAsync(Key, default)).Version;
    }

    protected string[] Quarantined() => System.IO.Directory.GetFiles(Path.Combine(Directory, "quarantine"));

    /// <summary>Changes the bytes of the row's file, as a failing disk would.</summary>
    protected void Damage(Func<byte[], byte[]> change) => File.WriteAllBytes(EntryPath, change(File.ReadAllBytes(EntryPath)));

    /// <summary>Where the slot with the newer sequence begins.</summary>
    protected static int NewestSlot(byte[] file) => BitConverter.ToUInt64(file, 24) > BitConverter.ToUInt64(file, (file.Length / 2) + 24) ? 0 : file.Length / 2;
}
