using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Tests.Tokens;
using GameAuth.Toy;

namespace GameAuth.Tests.Accounts;

/// <summary>The watch over the stored accounts costs so much, however many there are, and still comes to each of them.</summary>
public sealed class AccountWatchTests : EngineTest
{
    private const int Many = 250;

    [Fact]
    public async Task A_turn_reads_a_hundred_accounts_at_most()
    {
        await SignManyInAsync();
        CountingStore store = new(Harness.Store);
        Harness.Store = store;
        Harness.WatchInterval = TimeSpan.FromSeconds(1);
        ContractHost host = await HostAsync();
        Assert.Equal(Many, (await ListAsync(host)).Count);
        await TurnAsync(store);
        int before = store.Reads;
        await TurnAsync(store);
        Assert.InRange(store.Reads - before, 1, 110);
    }

    [Fact]
    public async Task A_sign_out_elsewhere_is_noticed_in_as_many_turns_as_there_are_hundreds()
    {
        await SignManyInAsync();
        ContractHost elsewhere = await HostAsync();
        Harness.WatchInterval = TimeSpan.FromSeconds(1);
        CountingStore store = new(Harness.Store);
        Harness.Store = store;
        ContractHost host = await HostAsync();
        List<ToyAccount> accounts = await ListAsync(host);
        await foreach (ToyAccount one in Front(elsewhere).ListAsync())
        {
            await one.SignOutAsync();
        }

        for (int turn = 0; turn < 3; turn++)
        {
            await TurnAsync(store);
        }

        await ProviderHarness.UntilAsync(() => accounts.TrueForAll(static one => one.Status is AccountStatus.SignedOut));
    }

    private async Task SignManyInAsync()
    {
        ContractHost host = await HostAsync();
        for (int i = 0; i < Many; i++)
        {
            await SignInAsync(host, $"player{i}");
        }

        await host.DisposeAsync();
    }

    /// <summary>Lets the watch look once, and waits until it waits again.</summary>
    private async Task TurnAsync(CountingStore store)
    {
        await ProviderHarness.UntilAsync(() => Harness.Clock.NextTimer is { } next && next <= TimeSpan.FromSeconds(1));
        int before = store.Reads;
        Harness.Clock.Advance(TimeSpan.FromSeconds(1));
        await ProviderHarness.UntilAsync(() => store.Reads > before && Harness.Clock.NextTimer is { } next && next <= TimeSpan.FromSeconds(1));
    }
}
