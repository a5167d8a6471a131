using GameAuth.ProviderContract;
using GameAuth.Toy;

namespace GameAuth.Tests.Import;

public sealed class ImportRunAccountTests : ImportTest
{
    [Fact]
    public async Task An_import_asks_the_provider_nothing_and_the_first_use_refreshes()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice"), name = "Alice" });
        ContractHost host = await HostAsync();
        int before = Server.AllCalls;
        ImportedAccount imported = Assert.Single((await ImportAsync(host)).Imported);
        Assert.Equal(before, Server.AllCalls);

        ContractHost later = await HostAsync();
        ToyAccount account = (await Front(later).FindAsync(imported.Account))!;
        Assert.Equal("Alice", account.DisplayName);
        Assert.Null(account.Subject);
        Assert.Equal(1, await CallsAsync("token", async () => Assert.Equal("subject-alice", (await account.GetSessionAsync()).Subject)));
    }

    [Fact]
    public async Task A_sign_in_after_an_import_asks_nobody()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ContractHost host = await HostAsync();
        ImportResult result = await ImportAsync(host);
        Account account = await host.SignInAsync();
        Assert.Equal((result.Imported[0].Account, 0, "subject-alice"), (account.Id, host.Prompts, account.Subject));
    }

    [Fact]
    public async Task The_same_token_again_is_recognised_even_after_it_has_rotated()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ContractHost host = await HostAsync();
        AccountId first = (await ImportAsync(host)).Imported[0].Account;
        await (await Front(host).FindAsync(first))!.GetSessionAsync();
        ImportResult again = await ImportAsync(await HostAsync());
        Assert.Empty(again.Imported);
        SkippedCredential skipped = Assert.Single(again.Skipped);
        Assert.Equal((ImportSkipReason.AlreadyThere, first), (skipped.Reason, skipped.Account));
        Assert.Single(await ListAsync(host));
    }

    [Fact]
    public async Task The_same_player_with_another_token_is_recognised_by_the_source_s_word()
    {
        ContractHost host = await HostAsync();
        ToyAccount known = await SignInAsync(host);
        await WriteAsync(new { refresh_token = await IssueAsync("alice"), subject = "subject-alice" });
        ImportResult result = await ImportAsync(host);
        Assert.Equal((ImportSkipReason.AlreadyThere, known.Id), (result.Skipped[0].Reason, result.Skipped[0].Account));
        Assert.Single(await ListAsync(host));
    }

    [Fact]
    public async Task A_player_whom_the_source_does_not_name_is_joined_with_his_account_at_the_first_sign_in()
    {
        ContractHost host = await HostAsync();
        ToyAccount known = await SignInAsync(host);
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        AccountId imported = (await ImportAsync(host)).Imported[0].Account;
        ToyAccount joined = await Front(host).SignInAsync(ToySignIn.Paste(new ToyPrompt("nobody")) with { Account = imported });
        Assert.Equal(known.Id, joined.Id);
        Assert.Single(await ListAsync(host));
        Assert.Equal(known.Id, Assert.Single((await ImportAsync(host)).Skipped).Account);
    }

    [Fact]
    public async Task Two_programs_that_import_at_once_make_one_account()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ContractHost[] hosts = [await HostAsync(), await HostAsync(), await HostAsync()];
        ImportResult[] results = await Task.WhenAll(hosts.Select(host => Task.Run(() => ImportAsync(host, remove: false))));
        Assert.Single(results.SelectMany(result => result.Imported));
        Assert.Single(await ListAsync(hosts[0]));
    }

    [Fact]
    public async Task An_account_that_was_signed_out_can_be_imported_again()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ContractHost host = await HostAsync();
        ToyAccount account = (await Front(host).FindAsync((await ImportAsync(host)).Imported[0].Account))!;
        await account.SignOutAsync();
        Assert.Single((await ImportAsync(host)).Imported);
    }

    [Fact]
    public async Task An_import_is_told_as_an_event_without_secrets()
    {
        await WriteAsync(new { refresh_token = await IssueAsync("alice") });
        ContractHost host = await HostAsync();
        ImportResult result = await ImportAsync(host);
        AccountEvent told = Assert.Single(host.Events.All.OfType<AccountEvent>());
        Assert.Equal((AuthEventNames.Imported, result.Imported[0].Account), (told.Name, told.Account));
    }
}
