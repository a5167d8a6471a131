using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>Many processes may open one store at once: who finds it whole waits for nobody.</summary>
public sealed class StoreOpeningTests : FileStoreFixture
{
    [Fact]
    public async Task A_store_that_is_there_is_opened_while_another_process_holds_its_lock()
    {
        await WriteAsync(Open(), [1, 2, 3]);
        using IDisposable? held = LocalDisk.Instance.TryLock(new StoreLayout(Directory).StoreLock);
        Assert.NotNull(held);
        FileTokenStore store = Open();
        await store.OpenAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([1, 2, 3], (await store.ReadAsync(Key, default)).Value.ToArray());
    }

    [Fact]
    public async Task A_store_that_is_being_made_is_waited_for()
    {
        await Open().OpenAsync();
        StoreLayout layout = new(Directory);
        byte[] header = await File.ReadAllBytesAsync(layout.Header);
        File.Delete(layout.Header);
        Task opening;
        using (LocalDisk.Instance.TryLock(layout.StoreLock))
        {
            opening = Open().OpenAsync().AsTask();
            Assert.NotSame(opening, await Task.WhenAny(opening, Task.Delay(TimeSpan.FromMilliseconds(100))));
            await File.WriteAllBytesAsync(layout.Header, header);
        }

        await opening.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(header, await File.ReadAllBytesAsync(layout.Header));
    }
}
