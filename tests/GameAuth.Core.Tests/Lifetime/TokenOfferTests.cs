using System.Collections.Concurrent;
using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Lifetime;

/// <summary>A token that the service hands over outside a mint takes the place of the one that it was handed over for, and of no other.</summary>
public sealed class TokenOfferTests : EngineTest
{
    private readonly Grants _grants = new();

    [Fact]
    public async Task It_is_stored_and_handed_out_here_and_by_the_next_process()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToyGrant before = await account.GetTokenAsync(_grants);
        ToyGrant offered = Offered(before);
        Assert.True(await account.Binding.OfferAsync(_grants, offered, before));
        Assert.Same(offered, await account.GetTokenAsync(_grants));
        ToyAccount next = (await Front(await HostAsync()).FindAsync())!;
        Assert.Equal("handed-over-refresh", (await next.GetTokenAsync(_grants)).RefreshToken.Reveal());
        Assert.Equal(0, Server.Calls("token"));
    }

    [Fact]
    public async Task Tokens_that_came_from_the_one_before_live_on()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToySession session = await account.GetSessionAsync();
        ToyGrant before = await account.GetTokenAsync(_grants);
        Assert.True(await account.Binding.OfferAsync(_grants, Offered(before), before));
        Assert.Same(session, await account.GetSessionAsync());
        ToyAccount next = (await Front(await HostAsync()).FindAsync())!;
        Assert.Equal(0, await CallsAsync("session", async () => await next.GetSessionAsync()));
    }

    [Fact]
    public async Task One_for_a_token_that_is_no_longer_current_changes_nothing()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToyGrant first = await account.GetTokenAsync(_grants);
        Harness.ExpireLeafAndGrant();
        await account.GetSessionAsync();
        ToyGrant second = await account.GetTokenAsync(_grants);
        Assert.NotEqual(first.RefreshToken.Reveal(), second.RefreshToken.Reveal());
        Assert.False(await account.Binding.OfferAsync(_grants, Offered(first), first));
        Assert.Same(second, await account.GetTokenAsync(_grants));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_waits_for_a_refresh_on_the_wire_and_the_refresh_wins(bool inAnotherProcess)
    {
        await SignInAsync(await HostAsync());
        SlowGrants slow = new();
        ToyAccount refreshing = (await Front(await HostAsync()).FindAsync())!;
        ToyAccount account = inAnotherProcess ? (await Front(await HostAsync()).FindAsync())! : refreshing;
        ToyGrant before = await account.GetTokenAsync(slow);
        Harness.ExpireLeafAndGrant();
        Task<ToyGrant> refreshed = refreshing.GetTokenAsync(slow).AsTask();
        await slow.Reached.Task.WaitAsync(ProviderHarness.Patience);
        Task<bool> offering = account.Binding.OfferAsync(slow, Offered(before), before);
        Assert.False(offering.IsCompleted);
        slow.Answer.SetResult();
        Assert.Equal("refreshed", (await refreshed.WaitAsync(ProviderHarness.Patience)).RefreshToken.Reveal());
        Assert.False(await offering.WaitAsync(ProviderHarness.Patience));
        Assert.Equal("refreshed", (await refreshing.GetTokenAsync(slow)).RefreshToken.Reveal());
    }

    [Fact]
    public async Task Where_leases_keep_nobody_out_a_refresh_that_comes_late_does_not_write_over_it()
    {
        Harness.Store = new LeaselessStore(Harness.Store);
        await SignInAsync(await HostAsync());
        SlowGrants slow = new();
        ToyAccount refreshing = (await Front(await HostAsync()).FindAsync())!;
        ToyAccount account = (await Front(await HostAsync()).FindAsync())!;
        ToyGrant before = await account.GetTokenAsync(slow);
        Harness.ExpireLeafAndGrant();
        Task<ToyGrant> late = refreshing.GetTokenAsync(slow).AsTask();
        await slow.Reached.Task.WaitAsync(ProviderHarness.Patience);
        Assert.True(await account.Binding.OfferAsync(slow, Offered(before), before));
        slow.Answer.SetResult();
        Assert.Equal("handed-over-refresh", (await late.WaitAsync(ProviderHarness.Patience)).RefreshToken.Reveal());
        Assert.Equal([true, false], slow.Told);
    }

    [Fact]
    public async Task Of_two_processes_that_were_handed_different_ones_one_is_stored()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToyAccount other = (await Front(await HostAsync()).FindAsync())!;
        ToyGrant before = await account.GetTokenAsync(_grants);
        ToyGrant theirs = await other.GetTokenAsync(_grants);
        bool[] stored = await Task.WhenAll(
            account.Binding.OfferAsync(_grants, Offered(before), before), other.Binding.OfferAsync(_grants, Offered(theirs) with { AccessToken = new Secret("another-access") }, theirs));
        Assert.Single(stored, static one => one);
    }

    [Fact]
    public async Task An_account_that_was_signed_out_takes_none_and_keeps_no_row()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        ToyGrant before = await account.GetTokenAsync(_grants);
        await account.SignOutAsync();
        Assert.False(await account.Binding.OfferAsync(_grants, Offered(before), before));
    }

    private ToyGrant Offered(ToyGrant before) => before with
    {
        AccessToken = new Secret("handed-over-access"), RefreshToken = new Secret("handed-over-refresh"), ExpiresAt = Harness.Clock.GetUtcNow() + TimeSpan.FromHours(1),
    };

    /// <summary>The toy's own source by another object: one name, one row.</summary>
    private sealed class Grants() : TokenSource<ToyGrant>("grant", TokenScope.Account, RefreshBehavior.Rotating, LifetimeJson.Default.ToyGrant)
    {
        protected override Task<ToyGrant> MintAsync(MintContext<ToyGrant> mint, CancellationToken deadline) => throw new NotSupportedException("The toy's own source mints.");
    }

    /// <summary>A source whose refresh takes as long as a test wants.</summary>
    private sealed class SlowGrants() : TokenSource<ToyGrant>("grant", TokenScope.Account, RefreshBehavior.Rotating, LifetimeJson.Default.ToyGrant)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether what was refreshed or handed over is saved, in the order of the news.</summary>
        public ConcurrentQueue<bool> Told { get; } = [];

        protected override async Task<ToyGrant> MintAsync(MintContext<ToyGrant> mint, CancellationToken deadline)
        {
            Reached.TrySetResult();
            await Answer.Task.WaitAsync(deadline);
            return mint.Previous! with { RefreshToken = new Secret("refreshed"), ExpiresAt = mint.Previous!.ExpiresAt + TimeSpan.FromDays(1) };
        }

        protected override void OnSaved(in SavedToken<ToyGrant> saved) => Told.Enqueue(saved.IsSaved);
    }
}
