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

/// <summary>Who may write a directory above the store may put another in its place.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FileTokenStoreParentTests : FileStoreFixture
{
    private string Parent => Path.GetDirectoryName(Directory)!;

    private static FileTokenStore At(string directory) => new(directory);

    private static async Task<string> RefusedAsync(string directory)
    {
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await At(directory).OpenAsync());
        Assert.Equal(RowState.StoreUnavailable, e.State);
        Assert.Contains(directory, e.Message, StringComparison.Ordinal);
        return e.Message;
    }

    [SkippableUnixFact]
    public async Task A_parent_that_everyone_may_write_is_refused_with_the_fix_and_nothing_is_made()
    {
        Unix.Chmod("777", Parent);
        Assert.Contains($"chmod o-w {Parent}", await RefusedAsync(Directory), StringComparison.Ordinal);
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(Parent));
    }

    [SkippableUnixFact]
    public async Task A_parent_far_above_counts_as_well()
    {
        string far = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "a", "b")).FullName;
        Unix.Chmod("777", Directory);
        Assert.Contains($"chmod o-w {Directory}", await RefusedAsync(Path.Combine(far, "store")), StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    public async Task A_sticky_parent_such_as_the_temporary_directory_is_accepted()
    {
        Unix.Chmod("1777", Parent);
        await At(Directory).OpenAsync();
        Assert.True(File.Exists(Path.Combine(Directory, "store.json")));
    }

    [SkippableRootFact]
    public async Task A_parent_that_a_shared_group_may_write_is_refused_with_the_fix()
    {
        Unix.GiveToGroup(Parent);
        Unix.Chmod("775", Parent);
        string message = await RefusedAsync(Directory);
        Assert.Contains($"chmod g-w {Parent}", message, StringComparison.Ordinal);
        Assert.Contains($"its group ({Unix.Stranger})", message, StringComparison.Ordinal);
    }

    [SkippableRootFact]
    public async Task A_parent_that_the_users_own_group_may_write_is_accepted()
    {
        Unix.Chmod("775", Parent);
        await At(Directory).OpenAsync();
    }

    [SkippableRootFact]
    public async Task A_parent_of_another_user_is_refused_with_the_fix()
    {
        Unix.GiveAway(Parent);
        string message = await RefusedAsync(Directory);
        Assert.Contains($"belongs to user id {Unix.Stranger}", message, StringComparison.Ordinal);
        Assert.Contains("Choose a directory", message, StringComparison.Ordinal);
    }

    [SkippableRootFact]
    public async Task A_store_of_another_user_is_refused_with_the_fix_and_left_as_it_is()
    {
        await At(Directory).OpenAsync();
        Unix.Chmod("755", Directory);
        Unix.GiveAway(Directory);
        string message = await RefusedAsync(Directory);
        Assert.Contains($"--user {Unix.Stranger}", message, StringComparison.Ordinal);
        Assert.Contains("chown -R 0", message, StringComparison.Ordinal);
        Assert.NotEqual(UnixFileMode.None, File.GetUnixFileMode(Directory) & UnixFileMode.OtherRead);
    }

    [SkippableUnixFact]
    public async Task A_link_above_the_store_is_followed_where_its_target_is_safe()
    {
        string home = System.IO.Directory.CreateDirectory(Path.Combine(Parent, "home")).FullName;
        string link = System.IO.Directory.CreateSymbolicLink(Path.Combine(Parent, "link"), "./home").FullName;
        await At(Path.Combine(link, "store")).OpenAsync();
        Assert.True(File.Exists(Path.Combine(home, "store", "store.json")));
    }

    [SkippableUnixFact]
    public async Task A_link_above_the_store_is_refused_where_its_target_is_open_to_others()
    {
        string open = System.IO.Directory.CreateDirectory(Path.Combine(Parent, "open")).FullName;
        string home = System.IO.Directory.CreateDirectory(Path.Combine(open, "home")).FullName;
        Unix.Chmod("777", open);
        string link = System.IO.Directory.CreateSymbolicLink(Path.Combine(Parent, "link"), home).FullName;
        Assert.Contains($"chmod o-w {open}", await RefusedAsync(Path.Combine(link, "store")), StringComparison.Ordinal);
    }

    [SkippableRootFact]
    public async Task A_link_of_another_user_above_the_store_is_refused()
    {
        Unix.Chmod("1777", Parent);
        string home = System.IO.Directory.CreateDirectory(Path.Combine(Parent, "home")).FullName;
        string link = System.IO.Directory.CreateSymbolicLink(Path.Combine(Parent, "link"), home).FullName;
        Unix.GiveAway(link);
        Assert.Contains($"{link}, a parent", await RefusedAsync(Path.Combine(link, "store")), StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    public async Task Links_that_lead_round_in_a_circle_are_refused()
    {
        string link = System.IO.Directory.CreateSymbolicLink(Path.Combine(Parent, "link"), Path.Combine(Parent, "link")).FullName;
        Assert.Contains("symbolic link", await RefusedAsync(Path.Combine(link, "store")), StringComparison.Ordinal);
    }

    [SkippableUnixFact]
    public async Task Parents_that_are_missing_are_made_for_this_user_alone()
    {
        await At(Path.Combine(Directory, "a", "b")).OpenAsync();
        Assert.All(
            [Directory, Path.Combine(Directory, "a"), Path.Combine(Directory, "a", "b")],
            path => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & PrivateDirectory.Others));
    }

    [SkippableRootFact]
    public void A_missing_parent_that_another_user_makes_first_is_found()
    {
        Unix.Chmod("1777", Parent);
        string missing = Path.Combine(Parent, "missing");
        CredentialStoreException e = Assert.Throws<CredentialStoreException>(() => UnixDirectory.Prepare(Path.Combine(missing, "store"), [], path =>
        {
            System.IO.Directory.CreateDirectory(missing);
            Unix.GiveAway(missing);
            System.IO.Directory.CreateDirectory(path);
            return true;
        }));
        Assert.Contains($"{missing}, a parent of", e.Message, StringComparison.Ordinal);
    }
}
