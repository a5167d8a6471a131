using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Storage;

namespace GameAuth.Tests.Import;

public sealed class ImportRunRemovalTests : ImportTest
{
    [Fact]
    public async Task A_source_goes_with_its_copies_once_it_is_sealed()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        await File.WriteAllTextAsync(Source + ".bak", "an older one");
        await File.WriteAllTextAsync(Path.Combine(Home, "unrelated.json"), "{}");
        ImportResult result = await ImportAsync(await HostAsync(), remove: true);
        Assert.Empty(result.NotRemoved);
        Assert.Equal("unrelated.json", Path.GetFileName(Assert.Single(Directory.GetFiles(Home))));
    }

    [Fact]
    public async Task A_source_stays_unless_its_removal_is_asked_for()
    {
        string text = await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        Assert.Empty((await ImportAsync(await HostAsync())).NotRemoved);
        Assert.Equal(text, await File.ReadAllTextAsync(Source));
    }

    [Fact]
    public async Task A_source_that_was_imported_before_goes_when_it_is_asked_for_later()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        await ImportAsync(await HostAsync());
        Assert.Empty((await ImportAsync(await HostAsync(), remove: true)).NotRemoved);
        Assert.False(File.Exists(Source));
    }

    [Fact]
    public async Task A_source_with_an_entry_of_another_client_stays_and_is_told()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") }, new { refresh_token = "of another", client_id = "another" });
        ImportResult result = await ImportAsync(await HostAsync(), remove: true);
        Assert.Contains("not taken", Assert.Single(result.NotRemoved).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Source));
    }

    [Fact]
    public async Task A_file_that_nothing_was_taken_from_is_left_alone()
    {
        await WriteFileAsync(new { the_recipes_of = "grandmother" });
        Assert.Contains("left as it is", Assert.Single((await ImportAsync(await HostAsync(), remove: true)).NotRemoved).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Source));
    }

    [Fact]
    public async Task A_living_token_of_a_player_whose_account_is_dead_is_not_thrown_away()
    {
        ContractHost host = await HostAsync();
        await SignInAsync(host);
        Server.Ledger.RevokeAll();
        Harness.ExpireLeafAndGrant();
        await Assert.ThrowsAsync<SignInRequiredException>(async () => await (await ListAsync(host))[0].GetSessionAsync());
        await WriteAsync(new { refresh_token = await IssueAsync("alice"), subject = "subject-alice" });
        ImportResult result = await ImportAsync(host, remove: true);
        Assert.Contains("sign that account out", Assert.Single(result.Skipped).Message, StringComparison.Ordinal);
        Assert.Single(result.NotRemoved);
        Assert.True(File.Exists(Source));
    }

    [Fact]
    public async Task A_copy_that_can_not_be_removed_is_told_and_not_followed()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        string elsewhere = Path.Combine(Home, "elsewhere");
        await File.WriteAllTextAsync(elsewhere, "precious");
        File.CreateSymbolicLink(Source + ".bak", elsewhere);
        ImportResult result = await ImportAsync(await HostAsync(), remove: true);
        NotRemovedFile left = Assert.Single(result.NotRemoved);
        Assert.Equal(Source + ".bak", left.Path);
        Assert.Contains("in the clear", left.Message, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(elsewhere));
        Assert.Single(result.Imported);
    }

    [Fact]
    public async Task A_source_that_has_changed_since_it_was_read_stays()
    {
        await File.WriteAllTextAsync(Source, "newer");
        ImportFile read = new(Source, "older"u8.ToArray(), null);
        Assert.Contains("has changed", Assert.Single(new SourceRemoval(LocalDisk.Instance).Remove(read, [])).Message, StringComparison.Ordinal);
        Assert.Equal("newer", await File.ReadAllTextAsync(Source));
    }

    [Fact]
    public async Task What_is_removed_is_overwritten_first()
    {
        await File.WriteAllTextAsync(Source, "precious");
        await using FileStream open = new(Source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        Assert.Empty(new SourceRemoval(LocalDisk.Instance).Remove(new ImportFile(Source, "precious"u8.ToArray(), null), []));
        Assert.False(File.Exists(Source));
        byte[] left = new byte[9];
        Assert.Equal(8, await open.ReadAsync(left));
        Assert.Equal(new byte[9], left);
    }
}
