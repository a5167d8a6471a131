using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Devices;

public sealed class DeviceIdentitySourceTests : EngineTest
{
    [Fact]
    public async Task Two_first_runs_agree_on_one_device()
    {
        ContractHost[] hosts = [await HostAsync(), await HostAsync(), await HostAsync()];
        await Task.WhenAll(hosts.Select(host => Task.Run(() => host.SignInAsync(forcePrompt: true))));
        Assert.Single(Server.Ledger.DeviceIds);
    }

    [Fact]
    public async Task A_device_survives_sign_out_and_restart()
    {
        await (await SignInAsync(await HostAsync())).SignOutAsync();
        Harness.Clock.Advance(Server.Ledger.DeviceLifetime);
        await SignInAsync(await HostAsync(), "bob");
        Assert.Single(Server.Ledger.DeviceIds);
    }

    [Fact]
    public async Task A_forgotten_device_ends_what_came_from_it_and_no_account()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        ToySession before = await account.GetSessionAsync();
        await Front(host).ForgetDeviceAsync();
        Assert.NotSame(before, await account.GetSessionAsync());
        Assert.Equal((2, 0, 1), (Server.Ledger.DeviceIds.Count, Server.Ledger.Rotations, host.Prompts));
        Assert.Contains(host.Events.All, happened => happened.Name == AuthEventNames.DeviceForgotten);
    }

    [Fact]
    public async Task A_forgotten_device_is_noticed_by_another_process_within_two_seconds()
    {
        Harness.WatchInterval = new TokenOptions().WatchInterval;
        ContractHost here = await HostAsync();
        ToyAccount account = await SignInAsync(here);
        ToyAccount there = (await Front(await HostAsync()).FindAsync())!;
        ToySession before = await there.GetSessionAsync();
        await Front(here).ForgetDeviceAsync();
        ToySession renewed = await account.GetSessionAsync();
        await Harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(2), timers: 2).WaitAsync(ProviderHarness.Patience);
        ToySession after = await there.GetSessionAsync();
        Assert.NotEqual(before.Token, after.Token);
        Assert.Equal(renewed.Token, after.Token);
    }

    [Fact]
    public async Task A_restart_does_not_take_up_what_came_from_a_forgotten_device()
    {
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        ToySession before = await account.GetSessionAsync();
        await Front(host).ForgetDeviceAsync();
        ToyAccount restarted = (await Front(await HostAsync()).FindAsync())!;
        Assert.NotEqual(before.Token, (await restarted.GetSessionAsync()).Token);
    }

    [Fact]
    public async Task A_host_for_many_users_shows_one_device_per_account()
    {
        Harness.Configure = static options => options.DeviceScope = DeviceIdentityScope.PerAccount;
        ContractHost host = await HostAsync();
        ToyAccount alice = await SignInAsync(host, "alice");
        ToyAccount bob = await SignInAsync(host, "bob");
        Assert.Equal(2, Server.Ledger.DeviceIds.Count);
        await bob.SignOutAsync();
        await SignInAsync(host, "bob");
        Assert.Equal(3, Server.Ledger.DeviceIds.Count);
        Harness.Clock.Advance(Server.Ledger.DeviceLifetime);
        await alice.GetSessionAsync();
        Assert.Equal(3, Server.Ledger.DeviceIds.Count);
    }

    [Fact]
    public async Task Forgetting_the_device_reaches_accounts_that_this_process_has_not_met()
    {
        Harness.Configure = static options => options.DeviceScope = DeviceIdentityScope.PerAccount;
        await SignInAsync(await HostAsync());
        await Front(await HostAsync()).ForgetDeviceAsync();
        Harness.ExpireLeaf();
        ToyAccount account = (await Front(await HostAsync()).FindAsync())!;
        await account.GetSessionAsync();
        Assert.Equal(2, Server.Ledger.DeviceIds.Count);
    }
}
