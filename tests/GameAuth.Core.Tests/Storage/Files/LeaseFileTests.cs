using System.Runtime.Versioning;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>Names of leases come and go without bound; their files do not stay.</summary>
public sealed class LeaseFileTests : FileStoreFixture
{
    [Fact]
    public async Task A_lease_that_is_given_back_leaves_no_file()
    {
        FileTokenStore store = Open();
        for (int i = 0; i < 6; i++)
        {
            IStoreLease? lease = await store.LeaseAsync($"process {i}", TimeSpan.Zero, default);
            Assert.Single(Leases());
            await lease!.DisposeAsync();
        }

        Assert.Empty(Leases());
    }

    [Fact]
    public async Task What_killed_holders_left_goes_with_the_next_opening_and_a_held_one_stays()
    {
        FileTokenStore store = Open();
        await using IStoreLease? held = await store.LeaseAsync("held", TimeSpan.Zero, default);
        StoreLayout layout = new(Directory);
        for (int i = 0; i < 6; i++)
        {
            await File.WriteAllBytesAsync(layout.LeaseLock($"killed {i}"), []);
        }

        await Open().OpenAsync();
        Assert.Equal([layout.LeaseLock("held")], Leases());
        Assert.Null(await Open().LeaseAsync("held", TimeSpan.Zero, default));
    }

    [Fact]
    public async Task Holders_exclude_each_other_while_the_file_comes_and_goes()
    {
        const int Holders = 8;
        const int Turns = 60;
        int inside = 0;
        int together = 0;
        await Task.WhenAll(Enumerable.Range(0, Holders).Select(_ => Task.Run(async () =>
        {
            // A store of its own each, so that only the file excludes.
            FileTokenStore store = Open();
            for (int turn = 0; turn < Turns; turn++)
            {
                await using IStoreLease? lease = await store.LeaseAsync("shared", Timeout.InfiniteTimeSpan, default);
                together += Interlocked.Increment(ref inside) > 1 ? 1 : 0;
                await Task.Yield();
                Interlocked.Decrement(ref inside);
            }
        })));
        Assert.Equal(0, together);
        Assert.Empty(Leases());
    }

    [SkippableUnixFact]
    [UnsupportedOSPlatform("windows")]
    public void A_lock_on_a_deleted_file_is_no_lock()
    {
        string path = Path.Combine(Path.GetDirectoryName(Directory)!, "one.lock");
        IDisposable first = LocalDisk.Instance.TryLock(path, deletes: true)!;
        Assert.Null(LocalDisk.Instance.TryLock(path));
        File.Delete(path);
        using IDisposable second = LocalDisk.Instance.TryLock(path)!;
        first.Dispose();
        Assert.True(File.Exists(path));
        Assert.Null(LocalDisk.Instance.TryLock(path));
    }

    private string[] Leases() => System.IO.Directory.GetFiles(Path.Combine(Directory, "locks"), "lease-*");
}
