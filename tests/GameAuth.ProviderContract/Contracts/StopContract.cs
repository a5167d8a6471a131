namespace GameAuth.ProviderContract;

/// <summary>A stopping host finishes what is on the wire, and begins nothing.</summary>
public abstract class StopContract<THarness> : ProviderContract<THarness>
    where THarness : ProviderHarness, new()
{
    [Fact]
    public async Task A_refresh_on_the_wire_is_drained_and_saved()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.ExpireLeafAndGrant();
        WireHold hold = Tap.Hold(WireCall.Refresh);
        Task<Exception?> leaf = Record.ExceptionAsync(() => LeafAsync(account));
        await hold.Reached;
        Task stopping = host.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        hold.Release();
        await stopping.WaitAsync(ProviderHarness.Patience);
        await leaf;
        Account restarted = (await (await Harness.StartHostAsync()).FindAsync())!;
        (int refreshes, _) = await CountAsync(() => LeafAsync(restarted));
        Assert.Equal(0, refreshes);
    }

    [Fact]
    public async Task A_wire_that_stays_silent_is_given_up_after_five_seconds()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        Harness.ExpireLeafAndGrant();
        WireHold hold = Tap.Hold(WireCall.Refresh);
        Task<Exception?> leaf = Record.ExceptionAsync(() => LeafAsync(account));
        await hold.Reached;

        // A request's own limit is waited for in turns of 5 seconds too: a second later the two can be told apart.
        Harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Task stopping = host.DisposeAsync().AsTask();
        await UntilAsync(() => Harness.Clock.HasTimer(TimeSpan.FromSeconds(5)));
        Harness.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(stopping.IsCompleted);
        Harness.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await stopping.WaitAsync(ProviderHarness.Patience);
        Assert.IsType<OutcomeUnknownException>(await leaf.WaitAsync(ProviderHarness.Patience));
    }

    [Fact]
    public async Task A_stopped_host_mints_nothing()
    {
        ContractHost host = await Harness.StartHostAsync();
        Account account = await host.SignInAsync();
        await host.DisposeAsync();
        Harness.ExpireLeafAndGrant();
        int sent = Tap.Sent.Count;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => LeafAsync(account));
        Assert.Equal(sent, Tap.Sent.Count);
    }
}
