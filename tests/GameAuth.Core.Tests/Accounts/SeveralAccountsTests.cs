using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Testing;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Accounts;

public sealed class SeveralAccountsTests : EngineTest
{
    [Fact]
    public async Task A_default_is_kept_by_the_store()
    {
        ContractHost host = await HostAsync();
        await SignInAsync(host, "alice");
        ToyAccount bob = await SignInAsync(host, "bob");
        await SignInAsync(host, "carol");
        await Front(host).SetDefaultAsync(bob.Id);
        Assert.Same(bob, await Front(host).FindAsync());
        ToyAccount? restarted = await Front(await HostAsync()).FindAsync();
        Assert.Equal(bob.Id, restarted?.Id);
    }

    [Fact]
    public async Task A_default_that_is_not_stored_is_refused()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host);
        await Assert.ThrowsAsync<ArgumentException>(() => Front(host).SetDefaultAsync(alice.Id with { Key = "nobody" }));
        await Assert.ThrowsAsync<ArgumentException>(() => Front(host).SetDefaultAsync(alice.Id with { Registration = "other" }));
    }

    [Fact]
    public async Task Signing_the_default_out_leaves_the_other_as_the_only_one()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        ToyAccount bob = await SignInAsync(host, "bob");
        await Front(host).SetDefaultAsync(alice.Id);
        await alice.SignOutAsync();
        Assert.Same(bob, await Front(host).FindAsync());
    }

    [Fact]
    public async Task The_same_player_again_adopts_the_older_account()
    {
        ContractHost host = await HostAsync();
        ToyAccount first = await SignInAsync(host);
        Harness.Clock.Advance(TimeSpan.FromMinutes(1));
        ToyAccount again = await SignInAsync(host);
        Assert.Same(first, again);
        Assert.Single(await ListAsync(host));
        Server.Ledger.ForgetSessions();
        Harness.ExpireLeafAndGrant();
        Assert.NotNull(await again.GetSessionAsync());
        Assert.Equal(0, Server.Ledger.Reuses);
    }

    [Fact]
    public async Task Another_player_under_an_existing_account_fails_and_changes_nothing()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        IllegalStepException error = await Assert.ThrowsAsync<IllegalStepException>(() => SignInToAsync(host, alice, "bob", replace: false));
        Assert.Contains("Replace", error.Message, StringComparison.Ordinal);
        Assert.Equal("subject-alice", Assert.Single(await ListAsync(host)).Subject);
        Harness.ExpireLeafAndGrant();
        Assert.Equal("alice", (await alice.GetSessionAsync()).Name);
    }

    [Fact]
    public async Task Another_player_takes_the_account_over_when_replace_is_said()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        Assert.Same(alice, await SignInToAsync(host, alice, "bob", replace: true));
        Assert.Equal("subject-bob", alice.Subject);
        Assert.Equal("bob", (await alice.GetSessionAsync()).Name);
        Assert.Single(await ListAsync(host));
    }

    [Fact]
    public async Task A_mint_that_was_on_the_wire_when_another_player_took_over_is_kept_for_nobody()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host, "alice");
        WireHold hold = new();
        Tap.OnNext(WireCall.Leaf, async (pass, cancellationToken) =>
        {
            HttpResponseMessage answer = await pass();
            await hold.HoldAsync(cancellationToken);
            return answer;
        });
        Task<ToySession> late = account.GetSessionAsync("other").AsTask();
        await hold.Reached;
        await SignInToAsync(host, account, "bob", replace: true);
        hold.Release();
        Assert.Equal("alice", (await late).Name);
        Assert.Equal("bob", (await account.GetSessionAsync("other")).Name);
        Assert.Equal("bob", (await (await Front(await HostAsync()).FindAsync())!.GetSessionAsync("other")).Name);
    }

    [Fact]
    public async Task An_account_has_one_handle_per_process()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        Assert.Same(account, await Front(host).FindAsync());
        Assert.Same(account, await Front(host).FindAsync(account.Id));
        Assert.Same(account, Assert.Single(await ListAsync(host)));
    }

    [Fact]
    public async Task Two_processes_that_sign_one_player_in_for_the_first_time_end_up_with_one_account()
    {
        ContractHost[] hosts = [await HostAsync(), await HostAsync()];
        await Task.WhenAll(hosts.Select(host => Task.Run(() => host.SignInAsync(forcePrompt: true))));
        ToyAccount account = Assert.Single(await ListAsync(await HostAsync()));
        Harness.ExpireLeafAndGrant();
        Assert.NotNull(await account.GetSessionAsync());
    }

    [Fact]
    public async Task A_sign_in_lists_no_accounts_however_many_there_are()
    {
        RecordingStore store = new(Harness.Store);
        Harness.Store = store;
        ContractHost host = await HostAsync();
        ToyAccount third = await SignInAsync(host, "player3");
        for (int i = 0; i < 8; i++)
        {
            await SignInAsync(host, $"player{i}");
        }

        store.ClearCalls();
        Assert.Equal(8, (await ListAsync(host)).Count);
        string? registration = Assert.Single(store.Calls, static call => call.Operation is StoreOperation.List).Name;
        store.ClearCalls();
        await SignInAsync(host, "another");
        Assert.Same(third, await SignInAsync(host, "player3"));
        Assert.Equal(third.Id, (await SignInAsync(await HostAsync(), "player3")).Id);
        Assert.DoesNotContain(store.Calls, call => call.Operation is StoreOperation.List && call.Name == registration);
        Assert.Equal(9, (await ListAsync(host)).Count);
    }

    [Fact]
    public async Task A_player_who_has_signed_out_or_was_replaced_gets_a_new_account()
    {
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        await alice.SignOutAsync();
        ToyAccount again = await SignInAsync(host, "alice");
        Assert.NotEqual(alice.Id, again.Id);
        await SignInToAsync(host, again, "bob", replace: true);
        ToyAccount third = await SignInAsync(host, "alice");
        Assert.NotEqual(again.Id, third.Id);
        Assert.Same(again, await SignInAsync(host, "bob"));
        Assert.Equal(2, (await ListAsync(host)).Count);
    }

    [Fact]
    public async Task A_player_who_took_over_the_account_of_another_finds_his_own_once_that_is_signed_out()
    {
        RecordingStore store = new(Harness.Store);
        Harness.Store = store;
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        Harness.Clock.Advance(TimeSpan.FromMinutes(1));
        ToyAccount bob = await SignInAsync(host, "bob");
        await SignInToAsync(host, bob, "alice", replace: true);
        Assert.Equal(["subject-alice", "subject-alice"], (await ListAsync(host)).Select(static account => account.Subject));
        Assert.Same(alice, await SignInAsync(host, "alice"));
        await bob.SignOutAsync();
        Assert.Same(alice, await SignInAsync(host, "alice"));
        Assert.Same(alice, Assert.Single(await ListAsync(host)));

        // With one account for each player again none is listed.
        string registration = store.Calls.Last(static call => call.Operation is StoreOperation.List).Name!;
        store.ClearCalls();
        Assert.Same(alice, await SignInAsync(host, "alice"));
        Assert.DoesNotContain(store.Calls, call => call.Operation is StoreOperation.List && call.Name == registration);
    }

    [Fact]
    public async Task Pages_have_each_account_once_in_the_order_of_the_keys_and_the_rest_is_not_met()
    {
        ContractHost host = await HostAsync();
        for (int i = 0; i < 7; i++)
        {
            await SignInAsync(host, $"player{i}");
        }

        string[] all = [.. (await ListAsync(host)).Select(static account => account.Id.Key).Order(StringComparer.Ordinal)];
        ContractHost other = await HostAsync();
        AccountDirectory directory = other.Services.GetServices<RegisteredProvider>().Single(static one => one.Provider == ToyDefaults.Provider).Open(other.Services);
        IReadOnlyList<ToyAccount> first = await Front(other).ListPageAsync(after: null, 3);
        Assert.Equal(all[..3], first.Select(static account => account.Id.Key));
        Assert.Equal(3, directory.Met.Count());
        IReadOnlyList<ToyAccount> second = await Front(other).ListPageAsync(first[^1].Id, 3);
        await second[^1].SignOutAsync();
        IReadOnlyList<ToyAccount> third = await Front(other).ListPageAsync(second[^1].Id, 3);
        Assert.Equal(all[3..], second.Concat(third).Select(static account => account.Id.Key));
        Assert.Empty(await Front(other).ListPageAsync(third[^1].Id, 3));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Front(other).ListPageAsync(after: null, 0));
        await Assert.ThrowsAsync<ArgumentException>(() => Front(other).ListPageAsync(first[0].Id with { Registration = "other" }, 1));
    }

    private async Task<ToyAccount> SignInToAsync(ContractHost host, ToyAccount account, string player, bool replace) =>
        await Front(host).SignInAsync(ToySignIn.Paste(new ToyPrompt(player)) with { Account = account.Id, ForcePrompt = true, Replace = replace });
}
