using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class FileTokenStoreSweepTests : FileStoreFixture
{
    [Fact]
    public async Task A_file_in_the_making_is_not_swept_from_under_its_maker()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        string temporary = StoreLayout.Temporary(EntryPath);
        await File.WriteAllTextAsync(temporary, "in the making");
        using (LocalDisk.Instance.TryLock(new StoreLayout(Directory).RowLock(StoreLayout.EntryName(Key))))
        {
            await Open().OpenAsync();
            Assert.True(File.Exists(temporary));
        }

        await Open().OpenAsync();
        Assert.False(File.Exists(temporary));
    }
}
