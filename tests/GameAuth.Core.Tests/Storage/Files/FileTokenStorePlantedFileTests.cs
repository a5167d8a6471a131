using System.Runtime.Versioning;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>What somebody else put where the store has a file: neither followed nor waited for nor read.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileTokenStorePlantedFileTests : FileStoreFixture
{
    private static readonly byte[] Value = [1, 2, 3];

    // Not a gate: it only turns a hang into a failure.
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private static async Task<string> RefusedAsync(Func<Task> use)
    {
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(() => Task.Run(use).WaitAsync(Hang));
        Assert.Equal(RowState.StoreUnavailable, e.State);
        return e.Message;
    }

    private static async Task ReadAndWriteAsync(ITokenStore store, string path, string fix)
    {
        string read = await RefusedAsync(async () => await store.ReadAsync(Key, default));
        string write = await RefusedAsync(async () => await store.TryWriteAsync(Key, null, RowVersion.NewEpoch(), Value, default));
        string list = await RefusedAsync(async () =>
        {
            await foreach (StoredRow _ in store.ListAsync(null, default))
            {
            }
        });
        Assert.All([read, write, list], message => Assert.Contains(path, message, StringComparison.Ordinal));
        Assert.All([read, write, list], message => Assert.Contains(fix, message, StringComparison.Ordinal));
    }

    [SkippableUnixFact]
    public async Task A_pipe_in_the_place_of_a_row_is_refused_and_holds_nobody_up()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        Unix.MakePipe(EntryPath);
        await ReadAndWriteAsync(store, EntryPath, "remove it");
    }

    [SkippableUnixFact]
    public async Task A_pipe_in_the_place_of_a_lock_is_refused_and_holds_nobody_up()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        string path = new StoreLayout(Directory).LeaseLock("a lease");
        Unix.MakePipe(path);
        Assert.Contains(path, await RefusedAsync(async () => await store.LeaseAsync("a lease", TimeSpan.Zero, default)), StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    public async Task A_directory_in_the_place_of_a_row_is_refused()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        System.IO.Directory.CreateDirectory(EntryPath);
        string message = await RefusedAsync(async () => await store.ReadAsync(Key, default));
        Assert.Contains("remove it", message, StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    public async Task A_symbolic_link_in_the_place_of_the_header_is_refused_and_its_target_untouched()
    {
        string target = Path.Combine(Path.GetDirectoryName(Directory)!, "target");
        await File.WriteAllTextAsync(target, "someone's");
        System.IO.Directory.CreateDirectory(Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.CreateSymbolicLink(Path.Combine(Directory, "store.json"), target);
        string message = await RefusedAsync(async () => await Open().OpenAsync());
        Assert.Contains("store.json is a symbolic link", message, StringComparison.Ordinal);
        Assert.Equal("someone's", await File.ReadAllTextAsync(target));
    }

    [SkippableUnixFact]
    public async Task A_symbolic_link_in_the_place_of_the_store_is_refused()
    {
        string target = System.IO.Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Directory)!, "target")).FullName;
        System.IO.Directory.CreateSymbolicLink(Directory, target);
        string message = await RefusedAsync(async () => await Open().OpenAsync());
        Assert.Contains($"{Directory} is a symbolic link", message, StringComparison.Ordinal);
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(target));
    }

    [SkippableRootFact]
    public async Task A_row_of_another_user_is_refused_with_the_fix()
    {
        FileTokenStore store = Open();
        await WriteAsync(store, Value);
        Unix.GiveAway(EntryPath);
        await ReadAndWriteAsync(store, EntryPath, $"--user {Unix.Stranger}");
    }

    [SkippableUnixTheory]
    [InlineData("g+w")]
    [InlineData("o+w")]
    [InlineData("666")]
    public async Task A_row_that_others_may_write_is_made_private_again(string mode)
    {
        FileTokenStore store = Open();
        await WriteAsync(store, Value);
        Unix.Chmod(mode, EntryPath);
        Assert.Equal(Value, (await store.ReadAsync(Key, default)).Value.ToArray());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(EntryPath));
        await WriteAsync(store, Value);
    }

    [SkippableUnixFact]
    public async Task A_hard_link_keeps_nothing_of_a_deleted_row()
    {
        FileTokenStore store = Open();
        RowVersion version = await WriteAsync(store, [.. "canary-token"u8], times: 2);
        string link = Path.Combine(Path.GetDirectoryName(Directory)!, "link");
        Unix.Link(EntryPath, link);
        Assert.True(await store.TryDeleteAsync(Key, version, default));
        Assert.Equal(-1, (await File.ReadAllBytesAsync(link)).AsSpan().IndexOf("canary"u8));
    }

    [SkippableUserFact]
    public async Task A_directory_that_may_not_be_written_is_told_with_the_fix()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        string entries = Path.Combine(Directory, "entries");
        Unix.Chmod("500", entries);
        try
        {
            string message = await RefusedAsync(async () => await store.TryWriteAsync(Key, null, RowVersion.NewEpoch(), Value, default));
            Assert.Contains("chmod 700", message, StringComparison.Ordinal);
            Assert.Equal(RowState.Missing, (await store.ReadAsync(Key, default)).State);
        }
        finally
        {
            Unix.Chmod("700", entries);
        }
    }
}
