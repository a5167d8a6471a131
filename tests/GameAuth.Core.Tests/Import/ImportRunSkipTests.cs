using GameAuth.ProviderContract;

namespace GameAuth.Tests.Import;

public sealed class ImportRunSkipTests : ImportTest
{
    private const string Canary = "canary-refresh-token-0001";

    [Fact]
    public async Task A_source_of_another_client_id_is_refused_with_the_fix_before_it_is_read()
    {
        await WriteAsync(new { refresh_token = Canary });
        GameAuthConfigurationException error = await Assert.ThrowsAsync<GameAuthConfigurationException>(async () => await ImportAsync(await HostAsync(), clientId: "another"));
        Assert.Contains("registration with that client id", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Entries_are_taken_one_by_one_and_each_that_is_not_says_why()
    {
        await WriteAsync(
            new { refresh_token = await IssueAsync("alice"), client_id = "CONTRACT" },
            new { refresh_token = Canary, client_id = "another" },
            new { subject = "without a token" },
            new { refresh_token = Canary + "2", sign_in_expires_at = Harness.Clock.GetUtcNow() });
        ImportResult result = await ImportAsync(await HostAsync());
        Assert.Equal("toy-session.json #1", Assert.Single(result.Imported).Source);
        Assert.Equal(
            [("toy-session.json #3", ImportSkipReason.NoGrant), ("toy-session.json #2", ImportSkipReason.OtherClientId), ("toy-session.json #4", ImportSkipReason.Expired)],
            result.Skipped.Select(skipped => (skipped.Source, skipped.Reason)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{ "sessions": "canary-refresh-token-0001" }""")]
    [InlineData("""{ "sessions": [ { "refresh_token": { "a": "canary-refresh-token-0001" } } ] }""")]
    [InlineData("\0\0\0\0canary-refresh-token-0001")]
    public async Task A_damaged_file_is_unreadable_is_kept_and_is_not_quoted(string content)
    {
        await File.WriteAllTextAsync(Source, content);
        ContractHost host = await HostAsync();
        ImportResult result = await ImportAsync(host, remove: true);
        SkippedCredential skipped = Assert.Single(result.Skipped);
        Assert.Equal(ImportSkipReason.Unreadable, skipped.Reason);
        Assert.DoesNotContain("canary", $"{result.Skipped[0]} {result.NotRemoved[0]} {string.Join(' ', host.Logs.Lines)}", StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(Assert.Single(result.NotRemoved).Path));
    }

    [Fact]
    public async Task A_file_that_is_too_deep_or_too_large_is_unreadable()
    {
        await File.WriteAllTextAsync(Source, "{ \"sessions\": " + new string('[', 5000) + new string(']', 5000) + "}");
        Assert.Equal(ImportSkipReason.Unreadable, Assert.Single((await ImportAsync(await HostAsync())).Skipped).Reason);
        await File.WriteAllTextAsync(Source, "{}" + new string(' ', 4 * 1024 * 1024));
        Assert.Contains("4 MiB", Assert.Single((await ImportAsync(await HostAsync())).Skipped).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_another_encoding_s_clothes_is_read()
    {
        string text = await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        await File.WriteAllTextAsync(Source, text, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        Assert.Single((await ImportAsync(await HostAsync())).Imported);
    }

    [Fact]
    public async Task A_link_out_of_the_directory_is_not_followed()
    {
        string elsewhere = Path.Combine(Home, "elsewhere");
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        File.Move(Source, elsewhere);
        File.CreateSymbolicLink(Source, elsewhere);
        ImportResult result = await ImportAsync(await HostAsync(), remove: true);
        Assert.Contains("symbolic link", Assert.Single(result.Skipped).Message, StringComparison.Ordinal);
        Assert.Single(result.NotRemoved);
        Assert.True(File.Exists(elsewhere));
    }

    [Fact]
    public async Task A_path_with_nothing_at_it_is_told()
    {
        FileNotFoundException error = await Assert.ThrowsAsync<FileNotFoundException>(
            async () => await Front(await HostAsync()).ImportAsync(ToyImport.FromSessionFile(Path.Combine(Home, "no", "where"))));
        Assert.Contains("nothing to import", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_such_a_file_has_nothing_to_take()
    {
        ImportResult result = await ImportAsync(await HostAsync(), remove: true);
        Assert.Equal((0, 0, 0), (result.Imported.Count, result.Skipped.Count, result.NotRemoved.Count));
    }

    [Fact]
    public async Task A_provider_refuses_what_is_no_import_of_its_own()
    {
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(async () => await Front(await HostAsync()).ImportAsync(new StrangeImport(Home)));
        Assert.Contains(nameof(StrangeImport), error.Message, StringComparison.Ordinal);
    }

    private sealed record StrangeImport(string From) : CredentialImport(From);
}
