using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Tokens;

/// <summary>Who dies with whom: by epochs, by very versions, and by nobody's refresh.</summary>
public sealed class TokenFamilyTests : EngineTest
{
    public TokenFamilyTests() => Server.Ledger.SessionLifetime = TimeSpan.FromHours(3);

    [Fact]
    public async Task A_refresh_of_the_grant_leaves_its_children_alive_in_memory_and_store()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToySession session = await account.GetSessionAsync();
        Harness.ExpireLeafAndGrant();
        await account.GetSessionAsync("other");
        Assert.Equal(1, Server.Ledger.Rotations);
        Assert.Same(session, await account.GetSessionAsync());
        ToyAccount restarted = (await Front(await HostAsync()).FindAsync())!;
        Assert.Equal(session.Token, (await restarted.GetSessionAsync()).Token);
    }

    [Fact]
    public async Task A_new_sign_in_ends_what_the_old_grant_yielded()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        ToySession other = await account.GetSessionAsync("other");
        await SignInAsync(host);
        Assert.NotEqual(other.Token, (await account.GetSessionAsync("other")).Token);
        ToyAccount restarted = (await Front(await HostAsync()).FindAsync())!;
        Assert.NotEqual(other.Token, (await restarted.GetSessionAsync("other")).Token);
    }

    [Fact]
    public async Task A_refused_parent_is_minted_again_once_and_what_was_bound_to_that_very_one_dies()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        ToySession bound = await account.GetSessionAsync();
        Server.Ledger.ForgetDevices();
        Assert.Equal(1, await CallsAsync("device", async () => await account.GetSessionAsync("other")));
        Assert.NotEqual(bound.Token, (await account.GetSessionAsync()).Token);
        Assert.Single(Server.Ledger.DeviceIds);
    }

    [Fact]
    public async Task A_parent_that_is_refused_again_is_not_minted_a_third_time()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        for (int i = 0; i < 3; i++)
        {
            Tap.OnNext(WireCall.Leaf, (pass, _) =>
            {
                Server.Ledger.ForgetDevices();
                return pass();
            });
        }

        Assert.Equal(1, await CallsAsync("device", () => Assert.ThrowsAsync<ProviderException>(async () => await account.GetSessionAsync("other"))));
        Tap.Forget(WireCall.Leaf);
    }

    [Fact]
    public async Task A_token_that_came_with_another_costs_no_call()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        Assert.Equal(0, await CallsAsync("badge", async () => await account.GetBadgeAsync()));
        Harness.Clock.Advance(Server.Ledger.SessionLifetime);
        ToyAccount restarted = (await Front(await HostAsync()).FindAsync())!;
        Assert.Equal(1, await CallsAsync("session", async () => await restarted.GetBadgeAsync()));
        Assert.Equal(0, Server.Calls("badge"));
    }

    [Fact]
    public async Task A_token_that_came_with_another_is_stored_beside_it()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToyBadge badge = await account.GetBadgeAsync();
        int calls = Server.AllCalls;
        ToyAccount restarted = (await Front(await HostAsync()).FindAsync())!;
        Assert.Equal(badge.Token, (await restarted.GetBadgeAsync()).Token);
        Assert.Equal(calls, Server.AllCalls);
    }

    [Fact]
    public async Task Audiences_are_tokens_of_their_own()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToySession[] sessions = [await account.GetSessionAsync("one"), await account.GetSessionAsync("two"), await account.GetSessionAsync("one")];
        Assert.Same(sessions[0], sessions[2]);
        Assert.NotEqual(sessions[0].Token, sessions[1].Token);
    }
}
