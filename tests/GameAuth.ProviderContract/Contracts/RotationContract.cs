namespace GameAuth.ProviderContract;

/// <summary>A single-use refresh token is never lost, never spent twice by us, and its unknown fate is told as such.</summary>
public abstract class RotationContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    [Fact]
    public async Task The_new_refresh_token_is_durable_before_the_new_access_token_is_used()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeafAndGrant();
        GameAuth.Storage.MemoryTokenStore? crashed = null;
        Tap.OnNext(WireCall.Leaf, async (pass, _) =>
        {
            crashed = await StoreCopy.OfAsync(Harness.Store, Harness.Clock);
            return await pass();
        });
        await LeafAsync(account);

        Harness.Store = crashed!;
        Harness.ExpireLeafAndGrant();
        ContractHost restarted = await Harness.StartHostAsync();
        Assert.NotNull(await LeafAsync((await restarted.FindAsync())!));
    }

    [Fact]
    public async Task A_write_that_fails_loses_nothing_and_the_next_call_saves_it()
    {
        FailingStore store = new(Harness.Store);
        Harness.Store = store;
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.ExpireLeafAndGrant();
        Tap.OnNext(WireCall.Refresh, (pass, _) =>
        {
            store.IsFull = true;
            return pass();
        });
        await Assert.ThrowsAsync<CredentialStoreException>(() => LeafAsync(account));
        store.IsFull = false;
        Assert.Equal((0, 1), await CountAsync(() => LeafAsync(account)));

        await host.DisposeAsync();
        Harness.ExpireLeafAndGrant();
        ContractHost restarted = await Harness.StartHostAsync();
        Assert.NotNull(await LeafAsync((await restarted.FindAsync())!));
    }

    [Fact]
    public async Task A_lost_answer_to_a_refresh_is_told_as_unknown_and_then_as_its_own_reason()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.ExpireLeafAndGrant();
        Tap.LoseAnswer(WireCall.Refresh);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => LeafAsync(account));
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(account));
        Assert.Equal(SignInReason.RefreshOutcomeUnknown, error.Reason);
        Assert.Equal(AccountStatus.SignInRequired, account.Status);
    }

    [Fact]
    public async Task A_crash_during_a_refresh_is_told_as_its_own_reason_by_the_next_process()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.ExpireLeafAndGrant();
        GameAuth.Storage.MemoryTokenStore? crashed = null;
        Tap.OnNext(WireCall.Refresh, async (pass, _) =>
        {
            crashed = await StoreCopy.OfAsync(Harness.Store, Harness.Clock);
            return await pass();
        });
        await LeafAsync(account);

        Harness.Store = crashed!;
        Account restarted = (await (await Harness.StartHostAsync()).FindAsync())!;
        SignInRequiredException error = await Assert.ThrowsAsync<SignInRequiredException>(() => LeafAsync(restarted));
        Assert.Equal(SignInReason.RefreshOutcomeUnknown, error.Reason);
    }

    [Fact]
    public async Task A_refresh_that_never_arrived_is_made_again_by_the_next_call()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        Harness.ExpireLeafAndGrant();
        Tap.LoseCall(WireCall.Refresh);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => LeafAsync(account));
        Assert.NotNull(await LeafAsync(account));
        Assert.Equal(AccountStatus.Active, account.Status);
    }

    [Fact]
    public async Task What_another_host_has_rotated_is_adopted()
    {
        ContractHost one = await Harness.StartHostAsync();
        Account here = await one.SignInAsync();
        Account there = (await (await Harness.StartHostAsync()).FindAsync())!;
        await LeafAsync(there);
        Harness.ExpireLeafAndGrant();
        await LeafAsync(there);
        Assert.Equal((0, 0), await CountAsync(() => LeafAsync(here)));
    }

    [Fact]
    public async Task A_grant_that_came_while_the_old_one_was_refused_is_adopted()
    {
        Account account = await (await Harness.StartHostAsync()).SignInAsync();
        ContractHost other = await Harness.StartHostAsync();
        Harness.ExpireLeafAndGrant();
        WireHold hold = new();
        Tap.OnNext(WireCall.Refresh, async (_, cancellationToken) =>
        {
            await hold.HoldAsync(cancellationToken);
            return Harness.RefreshRefusal();
        });
        Task<object> leaf = LeafAsync(account);
        await hold.Reached;
        await other.SignInAsync(forcePrompt: true);
        hold.Release();
        Assert.NotNull(await leaf);
        Assert.Equal(AccountStatus.Active, account.Status);
    }

    [Fact]
    public async Task A_lost_lease_lets_one_host_present_the_token()
    {
        Harness.Store = new LeaselessStore(Harness.Store);
        Account here = await (await Harness.StartHostAsync()).SignInAsync();
        Account there = (await (await Harness.StartHostAsync()).FindAsync())!;
        await LeafAsync(there);
        Harness.ExpireLeafAndGrant();
        WireHold hold = Tap.Hold(WireCall.Refresh);
        Task<object> first = LeafAsync(here);
        await hold.Reached;
        Task<object> second = LeafAsync(there);
        await UntilAsync(() => Harness.Clock.NextTimer < TimeSpan.FromSeconds(1));
        hold.Release();
        await first;
        await WalkAsync(second);
        Assert.Equal(1, Tap.Count(WireCall.Refresh));
    }
}
