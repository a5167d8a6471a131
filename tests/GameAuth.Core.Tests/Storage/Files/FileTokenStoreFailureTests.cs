using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A full or failing disk: a typed error with the fix, and the old value stays.</summary>
public sealed class FileTokenStoreFailureTests : FileStoreFixture
{
    private const int StepsToOpen = 1;
    private const int StepsToSettle = 2;

    private static readonly byte[] Old = [1, 1, 1];

    private static IOException Full() => new("No space left on device", OperatingSystem.IsWindows() ? unchecked((int)0x80070070) : 28);

    public static TheoryData<int, int, bool> Cases()
    {
        TheoryData<int, int, bool> cases = [];
        foreach (int size in (int[])[3, 20_000])
        {
            for (int step = 0; step < (size == 3 ? 4 : 3); step++)
            {
                cases.Add(size, step, false);
                cases.Add(size, step, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_full_disk_is_told_with_the_fix_and_the_old_value_stays_and_a_retry_succeeds(int size, int step, bool halfDone)
    {
        RowVersion version = await WriteAsync(Open(), Old, times: 2);
        FileTokenStore store = Open(new ScriptedDisk(step, Full, halfDone));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () =>
            await store.TryWriteAsync(Key, version, version.Next(), new byte[size], default));
        Assert.Equal(RowState.StoreUnavailable, e.State);
        Assert.Contains("full", e.Message, StringComparison.Ordinal);
        Assert.Contains(Directory, e.Message, StringComparison.Ordinal);
        Row row = await Open().ReadAsync(Key, default);
        Assert.Equal((RowState.Found, version), (row.State, row.Version));
        Assert.Equal(Old, row.Value.ToArray());
        Assert.Empty(System.IO.Directory.GetFiles(Directory, "*.tmp", SearchOption.AllDirectories));
        Assert.True(await store.TryWriteAsync(Key, version, version.Next(), new byte[size], default));
    }

    [Fact]
    public async Task A_corrupt_row_is_not_replaced_while_it_can_not_be_kept_aside()
    {
        await WriteAsync(Open(), Old);
        Damage(file => [.. file.Select(b => (byte)~b)]);
        FileTokenStore store = Open(new ScriptedDisk(StepsToOpen, Full));
        Row seen = await store.ReadAsync(Key, default);
        Assert.Equal(RowState.Corrupt, seen.State);
        ScriptedDisk disk = new(StepsToOpen, Full);
        FileTokenStore full = Open(disk);
        byte[] damaged = await File.ReadAllBytesAsync(EntryPath);
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await full.TryWriteAsync(Key, seen.Version, seen.NextVersion(), Old, default));
        Assert.Equal(StepsToOpen + 1, disk.Steps);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(EntryPath));
    }

    [Fact]
    public async Task Locks_that_do_not_exclude_are_refused_with_the_fix()
    {
        FileTokenStore store = Open(new ScriptedDisk(-1, Full) { LocksExclude = false });
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.OpenAsync());
        Assert.Equal(RowState.StoreUnavailable, e.State);
        Assert.Contains("local disk", e.Message, StringComparison.Ordinal);
        Assert.Contains("network file system", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_opening_is_tried_again_at_the_next_use()
    {
        FileTokenStore store = Open(new ScriptedDisk(0, Full));
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.ReadAsync(Key, default));
        Assert.Equal(RowState.Missing, (await store.ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task A_store_whose_directory_is_removed_is_an_empty_store()
    {
        FileTokenStore store = Open();
        await WriteAsync(store, Old);
        System.IO.Directory.Delete(Directory, recursive: true);
        Assert.Equal(RowState.Missing, (await store.ReadAsync(Key, default)).State);
        await WriteAsync(store, Old);
        Assert.Equal(RowState.Found, (await Open().ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task A_deleted_row_leaves_neither_value_nor_file()
    {
        FileTokenStore store = Open();
        RowVersion version = await WriteAsync(store, [.. "canary-token"u8], times: 2);
        using FileStream still = new(EntryPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        Assert.True(await store.TryDeleteAsync(Key, version, default));
        Assert.False(File.Exists(EntryPath));
        byte[] left = new byte[still.Length];
        await still.ReadExactlyAsync(left);
        Assert.Equal(-1, left.AsSpan().IndexOf("canary"u8));
    }

    [Fact]
    public async Task A_save_of_the_same_size_takes_no_new_space()
    {
        FileTokenStore store = Open();
        await WriteAsync(store, new byte[1000]);
        long length = new FileInfo(EntryPath).Length;
        ScriptedDisk disk = new(-1, Full);
        await WriteAsync(Open(disk), new byte[2000], times: 5);
        Assert.Equal(length, new FileInfo(EntryPath).Length);
        Assert.Equal(StepsToOpen + StepsToSettle + 5, disk.Steps);
    }
}
