using System.Runtime.Versioning;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

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
}
