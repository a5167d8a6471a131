using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Tokens;

/// <summary>A token that has ended when it comes helps nobody: it is a typed error, and the service is not asked for another one at once.</summary>
public sealed class OverOnArrivalTests : EngineTest
{
    [Fact]
    public async Task A_derived_token_that_is_over_is_not_handed_out_and_the_next_try_rests()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        TimeSpan lifetime = Server.Ledger.SessionLifetime;
        Server.Ledger.SessionLifetime = TimeSpan.Zero;
        Assert.Equal(1, await CallsAsync("session", async () =>
        {
            Assert.Null((await OverAsync(account)).RetryAt);
            Assert.Equal(Harness.Clock.GetUtcNow().AddSeconds(30), (await OverAsync(account)).RetryAt);
        }));
        Harness.Clock.Advance(TimeSpan.FromSeconds(30));
        Server.Ledger.SessionLifetime = lifetime;
        Assert.NotNull(await account.GetSessionAsync("other"));
    }

    [Fact]
    public async Task A_grant_that_is_over_is_saved_all_the_same_since_it_has_cost_the_one_before()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        Harness.ExpireLeafAndGrant();
        Server.Ledger.AccessLifetime = TimeSpan.Zero;
        await OverAsync(account);
        Assert.NotNull((await OverAsync(account)).RetryAt);
        Assert.Equal(1, Server.Ledger.Rotations);
        Server.Ledger.AccessLifetime = TimeSpan.FromHours(1);
        ToyAccount restarted = (await Front(await HostAsync()).FindAsync())!;
        Assert.NotNull(await restarted.GetSessionAsync("other"));
        Assert.Equal((2, 0), (Server.Ledger.Rotations, Server.Ledger.Reuses));
    }

    private static async Task<ProviderException> OverAsync(ToyAccount account)
    {
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(async () => await account.GetSessionAsync("other"));
        Assert.True(error.IsTransient);
        Assert.Contains("had ended before it came", error.Message, StringComparison.Ordinal);
        return error;
    }
}
