using GameAuth.ProviderContract;
using GameAuth.Storage;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Tokens;

/// <summary>Many processes need one token: whoever finds it stored needs no lease for it.</summary>
public sealed class SharedRowTests : EngineTest
{
    [Fact]
    public async Task A_token_that_is_stored_is_taken_without_the_lease()
    {
        (ToyAccount here, ToyAccount there) = await TwoAsync();
        ToySession session = await there.GetSessionAsync();
        Assert.Equal(session.Token, (await here.GetSessionAsync().AsTask().WaitAsync(ProviderHarness.Patience)).Token);
    }

    [Fact]
    public async Task A_token_that_is_stored_during_the_wait_for_the_lease_is_taken_then()
    {
        (ToyAccount here, ToyAccount there) = await TwoAsync();
        Task<ToySession> waiting = here.GetSessionAsync().AsTask();
        await ProviderHarness.UntilAsync(() => Harness.Clock.HasTimer(TimeSpan.FromSeconds(1)));
        ToySession session = await there.GetSessionAsync();
        Assert.False(waiting.IsCompleted);
        Harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(session.Token, (await waiting.WaitAsync(ProviderHarness.Patience)).Token);
    }

    [Fact]
    public async Task A_lease_that_is_never_free_is_a_typed_error_after_the_whole_wait()
    {
        (ToyAccount here, _) = await TwoAsync();
        DateTimeOffset start = Harness.Clock.GetUtcNow();
        Task<ToySession> waiting = here.GetSessionAsync().AsTask();
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => Harness.WalkAsync(waiting));
        Assert.True(error.IsTransient);
        Assert.Contains("30 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(30), Harness.Clock.GetUtcNow() - start);
        Assert.Equal(0, Server.Ledger.Rotations);
    }

    private async Task<(ToyAccount Here, ToyAccount There)> TwoAsync()
    {
        ToyAccount there = await SignInAsync(await HostAsync());
        Harness.Store = new BusyStore(Harness.Store, Harness.Clock);
        ToyAccount here = (await Front(await HostAsync()).FindAsync())!;
        Harness.ExpireLeafAndGrant();
        return (here, there);
    }

    /// <summary>A store whose leases are always somebody else's.</summary>
    private sealed class BusyStore(ITokenStore inner, TimeProvider time) : StoreDecorator(inner)
    {
        public override async ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken)
        {
            await Task.Delay(wait, time, cancellationToken);
            return null;
        }
    }
}
