namespace GameAuth.ProviderContract;

/// <summary>What another process does to an account is noticed within two seconds.</summary>
public abstract class ElsewhereContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    protected ElsewhereContract() => Harness.WatchInterval = new TokenOptions().WatchInterval;

    [Fact]
    public async Task A_sign_out_elsewhere_is_noticed_and_no_token_is_handed_out_after_it()
    {
        Account there = await (await Harness.StartHostAsync()).SignInAsync();
        ContractHost host = await Harness.StartHostAsync();
        Account here = (await host.FindAsync())!;
        await LeafAsync(here);
        Task<AuthEvent> told = host.Events.NextAsync(AuthEventNames.SignedOut);
        await there.SignOutAsync();
        await Harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(2), timers: 2).WaitAsync(ProviderHarness.Patience);
        Assert.True(Assert.IsType<AccountEvent>(await told).ByOtherProcess);
        Assert.Equal(AccountStatus.SignedOut, here.Status);
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(here));
        Assert.Equal(SignInReason.SignedOut, error.Reason);
    }

    [Fact]
    public async Task A_sign_out_leaves_nothing_of_the_account_in_the_store()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        await LeafAsync(account);
        Task<AuthEvent> told = host.Events.NextAsync(AuthEventNames.SignedOut);
        await account.SignOutAsync();
        Assert.False(Assert.IsType<AccountEvent>(await told).ByOtherProcess);
        Assert.Null(await host.FindAsync());
        await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(account));
        Assert.Null(await (await Harness.StartHostAsync()).FindAsync());
    }

    [Fact]
    public async Task A_new_sign_in_elsewhere_is_taken_over_without_a_prompt()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account here = await host.SignInAsync();
        Harness.EndGrant();
        Harness.ExpireLeafAndGrant();
        await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(here));
        ContractHost other = await Harness.StartHostAsync();
        Account there = await other.SignInAsync();
        Assert.Equal(here.Id, there.Id);
        await Harness.Clock.AdvanceAsync(TimeSpan.FromSeconds(2), timers: 2).WaitAsync(ProviderHarness.Patience);
        Assert.Equal(AccountStatus.Active, here.Status);
        Assert.NotNull(await LeafAsync(here));
        Assert.Equal(1, host.Prompts);
    }
}
