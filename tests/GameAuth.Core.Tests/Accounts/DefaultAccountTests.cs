using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Accounts;

/// <summary>Which account is meant when none is named.</summary>
public sealed class DefaultAccountTests : EngineTest
{
    [Fact]
    public async Task The_account_that_signed_in_last_is_the_default()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        ToyAccount bob = await SignInAsync(host, "bob");
        Assert.Same(bob, await Front(host).FindAsync());
        Assert.Same(bob, await host.SignInAsync());
        await SignInAsync(host, "alice");
        Assert.Same(alice, await Front(host).FindAsync());
        Assert.Equal(alice.Id, (await Front(await HostAsync()).FindAsync())!.Id);
    }

    [Fact]
    public async Task One_more_account_is_added_by_a_call_of_its_own()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        ToyAccount bob = await AddAsync(host, "bob");
        Assert.NotSame(alice, bob);
        Assert.Same(bob, await Front(host).FindAsync());
        Assert.Equal(2, (await ListAsync(host)).Count);
        Assert.Same(alice, await AddAsync(host, "alice"));
        Assert.Equal(2, (await ListAsync(host)).Count);
    }

    [Fact]
    public async Task An_account_is_not_added_under_the_name_of_another()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host);
        ArgumentException error = await Assert.ThrowsAsync<ArgumentException>(
            () => Front(host).AddAccountAsync(ToySignIn.Paste(new ToyPrompt("bob")) with { Account = alice.Id }));
        Assert.Contains("SignInAsync", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_accounts_and_none_named_is_an_error_of_its_own_that_names_them()
    {
        ContractHost host = await HostAsync();
        ToyAccount[] others = [await SignInAsync(host, "alice"), await SignInAsync(host, "bob")];
        await (await SignInAsync(host, "carol")).SignOutAsync();
        AccountNotChosenException error = await Assert.ThrowsAsync<AccountNotChosenException>(async () => await Front(host).FindAsync());
        Assert.Equal(others.Select(static one => one.Id).ToHashSet(), error.Accounts.ToHashSet());
        Assert.Contains("SetDefaultAsync", error.Message, StringComparison.Ordinal);
        Assert.Contains("choose", error.UserMessage, StringComparison.Ordinal);
        int prompts = host.Prompts;
        await Assert.ThrowsAsync<AccountNotChosenException>(() => host.SignInAsync());
        Assert.Equal(prompts, host.Prompts);
        await Front(host).SetDefaultAsync(others[0].Id);
        Assert.Same(others[0], await host.SignInAsync());
    }

    [Fact]
    public async Task An_account_that_was_never_identified_blocks_no_other()
    {
        ContractHost host = await HostAsync();
        Server.Ledger.Restricted.Add("alice");
        Harness.Player = "alice";
        await Assert.ThrowsAsync<AccountRestrictedException>(() => host.SignInAsync());
        ToyAccount bob = await SignInAsync(host, "bob");
        await (await SignInAsync(host, "carol")).SignOutAsync();
        Assert.Equal(2, (await ListAsync(host)).Count);
        Assert.Same(bob, await Front(host).FindAsync());
        Assert.Same(bob, await host.SignInAsync());
    }

    [Fact]
    public async Task Of_several_that_were_never_identified_the_newest_is_meant()
    {
        ContractHost host = await HostAsync();
        Server.Ledger.Restricted.UnionWith(["alice", "bob"]);
        Harness.Player = "alice";
        await Assert.ThrowsAsync<AccountRestrictedException>(() => host.SignInAsync());
        Harness.Clock.Advance(TimeSpan.FromMinutes(2));
        Harness.Player = "bob";
        AccountId bob = (await Assert.ThrowsAsync<AccountRestrictedException>(() => host.SignInAsync(forcePrompt: true))).Account!.Value;
        Server.Ledger.Restricted.Clear();
        Assert.Equal(bob, (await host.SignInAsync()).Id);
    }

    [Fact]
    public async Task The_error_of_a_refused_player_carries_the_account_which_can_then_be_signed_out()
    {
        ContractHost host = await HostAsync();
        Server.Ledger.Restricted.Add("alice");
        AccountRestrictedException error = await Assert.ThrowsAsync<AccountRestrictedException>(() => host.SignInAsync());
        ToyAccount? refused = await Front(host).FindAsync(error.Account);
        await refused!.SignOutAsync();
        Harness.Player = "bob";
        Assert.Equal("bob", ((ToyAccount)await host.SignInAsync()).DisplayName);
    }

    [Fact]
    public async Task The_error_of_an_ended_sign_in_carries_the_account()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Harness.EndGrant();
        Harness.ExpireLeafAndGrant();
        Assert.Equal(account.Id, (await Assert.ThrowsAsync<SignInRequiredException>(async () => await account.GetSessionAsync())).Account);
        Assert.Equal(account.Id, (await Assert.ThrowsAsync<SignInRequiredException>(async () => await account.GetSessionAsync())).Account);
    }

    [Fact]
    public async Task A_player_who_signs_in_as_another_one_is_told_what_to_do()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(
            () => Front(host).SignInAsync(ToySignIn.Paste(new ToyPrompt("bob")) with { Account = alice.Id, ForcePrompt = true }));
        Assert.Equal(alice.Id, error.Account);
        Assert.Contains("another player", error.UserMessage, StringComparison.Ordinal);
        Assert.Equal("This can not be done right now.", new IllegalStepException("rule").UserMessage);
    }

    [Fact]
    public async Task A_sign_in_asks_afresh_where_the_provider_refused_the_player_a_moment_ago()
    {
        ContractHost host = await HostAsync();
        Server.Ledger.Restricted.Add("alice");
        await Assert.ThrowsAsync<AccountRestrictedException>(() => host.SignInAsync());
        ToyAccount account = Assert.Single(await ListAsync(host));
        await Assert.ThrowsAsync<AccountRestrictedException>(async () => await account.GetSessionAsync());
        Server.Ledger.Restricted.Clear();
        await Assert.ThrowsAsync<AccountRestrictedException>(async () => await account.GetSessionAsync());
        Assert.Same(account, await host.SignInAsync());
        Assert.Equal((AccountStatus.Active, 1), (account.Status, host.Prompts));
    }

    [Fact]
    public async Task The_handle_of_an_account_that_was_signed_out_says_so()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        await account.SignOutAsync();
        Assert.Equal(AccountStatus.SignedOut, account.Status);
        Assert.EndsWith("(SignedOut)", account.ToString(), StringComparison.Ordinal);
    }

    private static Task<ToyAccount> AddAsync(ContractHost host, string player) => Front(host).AddAccountAsync(ToySignIn.Paste(new ToyPrompt(player)));
}
