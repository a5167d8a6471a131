namespace GameAuth.ProviderContract;

/// <summary>A token is renewed before its end, behind the back of its users; a failure there costs them nothing.</summary>
public abstract class BackgroundContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    [Fact]
    public async Task A_due_leaf_is_handed_out_at_once_and_renewed_behind_it()
    {
        (ContractHost host, Account account, object leaf) = await DueAsync();
        Task<AuthEvent> minted = host.Events.NextAsync(AuthEventNames.TokenMinted);
        WireHold hold = Tap.Hold(WireCall.Leaf);
        Assert.Same(leaf, await LeafAsync(account));
        await hold.Reached;
        Assert.Same(leaf, await LeafAsync(account));
        hold.Release();
        await minted;
        Assert.NotSame(leaf, await LeafAsync(account));
        Assert.Equal(0, Tap.Count(WireCall.Refresh));
    }

    [Fact]
    public async Task A_renewal_that_fails_backs_off_and_the_leaf_in_hand_is_still_served()
    {
        (ContractHost host, Account account, object leaf) = await DueAsync();
        int before = Tap.Count(WireCall.Leaf);
        await FailAsync(host, account, leaf);
        Assert.Equal(before + 1, Tap.Count(WireCall.Leaf));
        await RestsAsync(account, leaf, seconds: 29, before + 1);
        Harness.Clock.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(host, account, leaf);
        await RestsAsync(account, leaf, seconds: 59, before + 2);
        Harness.Clock.Advance(TimeSpan.FromSeconds(1));
        await FailAsync(host, account, leaf);
        Assert.Equal(before + 3, Tap.Count(WireCall.Leaf));
    }

    private async Task<(ContractHost Host, Account Account, object Leaf)> DueAsync()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        object leaf = await LeafAsync(account);
        Harness.MakeLeafDue();
        return (host, account, leaf);
    }

    private async Task FailAsync(ContractHost host, Account account, object leaf)
    {
        Tap.Answer(WireCall.Leaf, static () => new HttpResponseMessage(System.Net.HttpStatusCode.NotImplemented));
        Task<AuthEvent> failed = host.Events.NextAsync(AuthEventNames.TokenMintFailed);
        Assert.Same(leaf, await LeafAsync(account));
        await failed;
    }

    private async Task RestsAsync(Account account, object leaf, int seconds, int calls)
    {
        Harness.Clock.Advance(TimeSpan.FromSeconds(seconds));

        // A renewal would begin on another thread: give it every chance.
        for (int turn = 0; turn < 1_000; turn++)
        {
            Assert.Same(leaf, await LeafAsync(account));
            await Task.Yield();
        }

        Assert.Equal(calls, Tap.Count(WireCall.Leaf));
    }
}
