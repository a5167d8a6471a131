using System.Runtime.Versioning;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

[UnsupportedOSPlatform("windows")]
public sealed class FileTokenStorePermissionTests : FileStoreFixture
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everyone = (UnixFileMode)0b111_111_111;

    [SkippableUnixFact]
    public async Task Directories_and_files_are_for_this_user_alone()
    {
        FileTokenStore store = Open();
        await WriteAsync(store, new byte[100], times: 2);
        await WriteAsync(store, new byte[10_000]);
        await using (await store.LeaseAsync("a lease", TimeSpan.Zero, default))
        {
            foreach (string path in System.IO.Directory.EnumerateFileSystemEntries(Directory, "*", SearchOption.AllDirectories).Append(Directory))
            {
                Assert.Equal(System.IO.Directory.Exists(path) ? DirectoryMode : FileMode600, File.GetUnixFileMode(path));
            }
        }
    }

    [SkippableUnixFact]
    public async Task A_loose_directory_of_the_store_is_tightened()
    {
        await WriteAsync(Open(), new byte[100]);
        File.SetUnixFileMode(Directory, Everyone);
        File.SetUnixFileMode(Path.Combine(Directory, "entries"), Everyone);
        await Open().OpenAsync();
        Assert.Equal(DirectoryMode, File.GetUnixFileMode(Directory));
        Assert.Equal(DirectoryMode, File.GetUnixFileMode(Path.Combine(Directory, "entries")));
    }

    [SkippableUnixFact]
    public async Task A_loose_directory_with_other_files_is_refused_and_left_as_it_is()
    {
        System.IO.Directory.CreateDirectory(Directory, Everyone);
        File.SetUnixFileMode(Directory, Everyone);
        await File.WriteAllTextAsync(Path.Combine(Directory, "photo.png"), "someone's");
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await Open().OpenAsync());
        Assert.Equal(RowState.StoreUnavailable, e.State);
        Assert.Contains(Directory, e.Message, StringComparison.Ordinal);
        Assert.Equal(Everyone, File.GetUnixFileMode(Directory));
        Assert.Single(System.IO.Directory.GetFileSystemEntries(Directory));
    }

    [SkippableUnixFact]
    public async Task A_symbolic_link_in_the_place_of_a_row_is_refused_and_its_target_untouched()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        string target = Path.Combine(Path.GetDirectoryName(Directory)!, "target");
        await File.WriteAllTextAsync(target, "someone's");
        File.CreateSymbolicLink(EntryPath, target);
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.ReadAsync(Key, default));
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.TryWriteAsync(Key, null, RowVersion.NewEpoch(), new byte[9], default));
        Assert.Equal("someone's", await File.ReadAllTextAsync(target));
    }

    [SkippableUnixTheory]
    [InlineData("entries")]
    [InlineData("locks")]
    [InlineData("quarantine")]
    public async Task A_symbolic_link_in_the_place_of_a_directory_is_refused(string name)
    {
        System.IO.Directory.CreateDirectory(Directory, DirectoryMode);
        string target = System.IO.Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(Directory)!, "target")).FullName;
        System.IO.Directory.CreateSymbolicLink(Path.Combine(Directory, name), target);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await Open().OpenAsync());
        Assert.Contains("symbolic link", e.Message, StringComparison.Ordinal);
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(target));
    }

    [SkippableUnixFact]
    public async Task A_symbolic_link_in_the_place_of_a_lock_is_refused()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        string target = Path.Combine(Path.GetDirectoryName(Directory)!, "target");
        File.CreateSymbolicLink(new StoreLayout(Directory).LeaseLock("a lease"), target);
        await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.LeaseAsync("a lease", TimeSpan.Zero, default));
        Assert.False(File.Exists(target));
    }
}
