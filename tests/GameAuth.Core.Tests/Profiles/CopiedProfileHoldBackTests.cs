using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Profiles;

public sealed class CopiedProfileHoldBackTests : EngineTest
{
    public CopiedProfileHoldBackTests() => Harness.IsWary = true;

    [Fact]
    public async Task Not_even_a_stored_token_is_used_and_nothing_is_sent_until_the_caller_chooses()
    {
        ToyAccount account = await CopiedAsync();
        int calls = Server.AllCalls;
        CopiedProfileException error = await Assert.ThrowsAsync<CopiedProfileException>(async () => await account.GetSessionAsync());
        await Assert.ThrowsAsync<CopiedProfileException>(async () => await account.GetBadgeAsync());
        await Assert.ThrowsAsync<CopiedProfileException>(() => account.CreateClient().GetAsync(Harness.ApiTarget));
        Assert.Equal(calls, Server.AllCalls);
        Assert.Contains("KeepCopiedProfileAsync", error.Message, StringComparison.Ordinal);
        Assert.Contains("ForcePrompt", error.Message, StringComparison.Ordinal);
        Assert.Contains("ForgetDeviceAsync", error.Message, StringComparison.Ordinal);
        Assert.Equal(AccountStatus.Active, account.Status);
    }

    [Fact]
    public async Task It_is_told_once_as_an_event()
    {
        ContractHost host = await CopiedHostAsync();
        ToyAccount account = (await ListAsync(host))[0];
        await Assert.ThrowsAsync<CopiedProfileException>(async () => await account.GetSessionAsync());
        await Assert.ThrowsAsync<CopiedProfileException>(async () => await account.GetSessionAsync());
        Assert.Equal("held", Assert.Single(CopiedProfileKeepTests.Copied(host)).Reason);
    }

    [Fact]
    public async Task Kept_it_works_at_once_and_after_a_restart_with_the_device_that_it_had()
    {
        ContractHost host = await CopiedHostAsync();
        ToyAccount account = (await ListAsync(host))[0];
        await Assert.ThrowsAsync<CopiedProfileException>(async () => await account.GetSessionAsync());
        await Front(host).KeepCopiedProfileAsync();
        Assert.NotNull(await account.GetSessionAsync());
        Harness.ExpireLeafAndGrant();
        Assert.NotNull(await (await ListAsync(await HostAsync()))[0].GetSessionAsync());
        Assert.Single(Server.Ledger.DeviceIds);
    }

    [Fact]
    public async Task A_choice_of_another_process_is_noticed_at_the_next_use()
    {
        ContractHost host = await CopiedHostAsync();
        ToyAccount account = (await ListAsync(host))[0];
        await Assert.ThrowsAsync<CopiedProfileException>(async () => await account.GetSessionAsync());
        await Front(await HostAsync()).KeepCopiedProfileAsync();
        Assert.NotNull(await account.GetSessionAsync());
    }

    [Fact]
    public async Task Kept_on_two_machines_it_is_a_copy_on_neither()
    {
        await Front(await CopiedHostAsync()).KeepCopiedProfileAsync();
        Harness.Machine = "the-contract-machine";
        ContractHost back = await HostAsync();
        Assert.NotNull(await (await ListAsync(back))[0].GetSessionAsync());
        Assert.Empty(CopiedProfileKeepTests.Copied(back));
    }

    [Fact]
    public async Task A_forgotten_device_ends_it_and_the_sign_ins_go_on_under_a_new_one()
    {
        ContractHost host = await CopiedHostAsync();
        await Front(host).ForgetDeviceAsync();
        Assert.NotNull(await (await ListAsync(host))[0].GetSessionAsync());
        Assert.Equal(2, Server.Ledger.DeviceIds.Count);
    }

    [Fact]
    public async Task A_sign_in_that_is_not_forced_asks_nobody_and_throws()
    {
        ContractHost host = await CopiedHostAsync();
        await Assert.ThrowsAsync<CopiedProfileException>(() => host.SignInAsync());
        Assert.Equal(0, host.Prompts);
    }

    [Fact]
    public async Task A_forced_sign_in_starts_over_with_a_new_device_and_uses_no_older_grant()
    {
        await SignInAsync(await HostAsync(), "bert");
        ContractHost host = await CopiedHostAsync();
        int rotations = Server.Ledger.Rotations;
        ToyAccount alice = await SignInAsync(host, "alice");
        Assert.NotNull(await alice.GetSessionAsync());
        Assert.Equal((2, rotations), (Server.Ledger.DeviceIds.Count, Server.Ledger.Rotations));
        ToyAccount bert = (await ListAsync(host)).Single(account => account.Id != alice.Id);
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(async () => await bert.GetSessionAsync());
        Assert.Equal(SignInReason.CopiedProfile, error.Reason);
        Assert.Equal(2, (await ListAsync(host)).Count);
    }

    [Fact]
    public async Task A_sign_out_of_a_copy_does_not_end_the_original_s_grant()
    {
        ToyAccount original = await SignInAsync(await HostAsync());
        ContractHost host = await CopiedHostAsync();
        int revocations = Server.Calls("revoke");
        await (await ListAsync(host)).Single(account => account.Id == original.Id).SignOutAsync();
        Assert.Equal(revocations, Server.Calls("revoke"));
    }

    [Theory]
    [InlineData(CopiedProfile.Keep, true, false)]
    [InlineData(CopiedProfile.HoldBack, false, true)]
    [InlineData(CopiedProfile.ProviderDefault, true, true)]
    [InlineData(CopiedProfile.ProviderDefault, false, false)]
    public async Task The_application_s_option_goes_before_the_provider_s_own_word(CopiedProfile option, bool wary, bool held)
    {
        Harness.IsWary = wary;
        await SignInAsync(await HostAsync());
        Harness.Machine = "another";
        ContractHost host = await HostAsync(gameAuth => Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions
            .Configure<GameAuthOptions>(gameAuth.Services, options => options.CopiedProfile = option));
        Exception? error = await Record.ExceptionAsync(async () => await (await ListAsync(host))[0].GetSessionAsync());
        Assert.Equal(held, error is CopiedProfileException);
        Assert.Equal(held, error is not null);
    }

    private async Task<ContractHost> CopiedHostAsync()
    {
        await SignInAsync(await HostAsync());
        Harness.Machine = "another";
        return await HostAsync();
    }

    private async Task<ToyAccount> CopiedAsync() => (await ListAsync(await CopiedHostAsync()))[0];
}
