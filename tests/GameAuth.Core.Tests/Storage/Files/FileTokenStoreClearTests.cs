using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class FileTokenStoreClearTests : FileStoreFixture
{
    [Fact]
    public async Task Damaged_and_newer_rows_and_what_was_kept_aside_are_gone_too()
    {
        FileTokenStore store = Open();
        await WriteAsync(store, "secret"u8.ToArray(), times: 2);
        byte[] whole = await File.ReadAllBytesAsync(EntryPath);
        Array.Fill(whole, (byte)7);
        await File.WriteAllBytesAsync(EntryPath, whole);
        Assert.Equal(RowState.Corrupt, (await store.ReadAsync(Key, default)).State);
        Assert.NotEmpty(Quarantined());
        await store.ClearAsync(default);
        Assert.Empty(Quarantined());
        Assert.Empty(System.IO.Directory.GetFiles(Path.Combine(Directory, "entries")));
    }

    [Fact]
    public async Task Every_slot_is_overwritten_before_its_file_goes()
    {
        await WriteAsync(Open(), "secret"u8.ToArray(), times: 2);
        Assert.NotEqual(-1, (await File.ReadAllBytesAsync(EntryPath)).AsSpan().IndexOf("secret"u8));
        ScriptedDisk disk = new(failingStep: 5, () => new ProcessDiedException());
        await Assert.ThrowsAsync<ProcessDiedException>(async () => await Open(disk).ClearAsync(default));
        Assert.Equal(-1, (await File.ReadAllBytesAsync(EntryPath)).AsSpan().IndexOf("secret"u8));
        Assert.Equal(RowState.Missing, (await Open().ReadAsync(Key, default)).State);
        Assert.False(File.Exists(EntryPath));
    }
}

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
