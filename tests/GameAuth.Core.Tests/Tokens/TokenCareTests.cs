using System.Net;
using GameAuth.ProviderContract;
using GameAuth.Tests.Engine;
using GameAuth.Toy;
using Microsoft.Extensions.DependencyInjection;

namespace GameAuth.Tests.Tokens;

/// <summary>What the engine does with tokens that nobody asks for, and with answers that ask for patience.</summary>
public sealed class TokenCareTests : EngineTest
{
    public TokenCareTests() => Harness.WatchInterval = new TokenOptions().WatchInterval;

    [Fact]
    public async Task An_idle_token_leaves_memory_and_is_found_in_the_store()
    {
        Server.Ledger.SessionLifetime = TimeSpan.FromDays(1);
        CountingStore store = new(Harness.Store);
        Harness.Store = store;
        ToyAccount account = await SignInAsync(await HostAsync());
        await account.GetSessionAsync();
        Assert.Equal(0, await ReadsAsync(store, account));
        int calls = Server.AllCalls;
        await PassAsync(TimeSpan.FromMinutes(61));
        Assert.NotEqual(0, await ReadsAsync(store, account));
        Assert.Equal(0, await ReadsAsync(store, account));
        Assert.Equal(calls, Server.AllCalls);
    }

    [Fact]
    public async Task A_token_in_use_stays_in_memory()
    {
        Server.Ledger.SessionLifetime = TimeSpan.FromDays(1);
        CountingStore store = new(Harness.Store);
        Harness.Store = store;
        ToyAccount account = await SignInAsync(await HostAsync());
        for (int i = 0; i < 8; i++)
        {
            await account.GetSessionAsync();
            await PassAsync(TimeSpan.FromMinutes(15));
        }

        Assert.Equal(0, await ReadsAsync(store, account));
    }

    [Fact]
    public async Task Keeping_alive_renews_what_nobody_uses()
    {
        await SignInAsync(await HostAsync());
        ContractHost host = await HostAsync(static gameAuth => gameAuth.KeepAlive());
        Task<AuthEvent> renewed = host.Events.WaitAsync(static happened => happened is TokenEvent { Step: "session", OnTheWire: true, Outcome: "ok" });
        Harness.MakeLeafDue();
        await PassUntilAsync(renewed);
        Assert.Equal(2, Server.Calls("session"));
    }

    [Fact]
    public async Task Keeping_alive_goes_on_after_a_start_without_network()
    {
        await SignInAsync(await HostAsync());
        Harness.ExpireLeaf();
        Tap.Answer(WireCall.Leaf, static () => new HttpResponseMessage(HttpStatusCode.NotImplemented));
        ContractHost host = await HostAsync(static gameAuth => gameAuth.KeepAlive());
        await host.Events.WaitAsync(static happened => happened.Name == AuthEventNames.TokenMintFailed);
        Task<AuthEvent> renewed = host.Events.WaitAsync(static happened => happened is TokenEvent { Step: "session", OnTheWire: true, Outcome: "ok" });
        await PassUntilAsync(renewed);
    }

    [Fact]
    public async Task Keeping_alive_finds_accounts_that_another_process_signs_in()
    {
        ContractHost host = await HostAsync(static gameAuth => gameAuth.KeepAlive());
        await SignInAsync(await HostAsync());
        Task<AuthEvent> renewed = host.Events.WaitAsync(static happened => happened is TokenEvent { Step: "session" });
        await PassUntilAsync(renewed);
    }

    [Fact]
    public async Task A_service_that_asks_for_patience_is_left_alone_until_then()
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        DateTimeOffset retryAt = Harness.Clock.GetUtcNow().AddSeconds(40);
        Tap.Answer(WireCall.Leaf, static () => new HttpResponseMessage(HttpStatusCode.TooManyRequests) { Headers = { RetryAfter = new(TimeSpan.FromSeconds(40)) } });
        for (int i = 0; i < 3; i++)
        {
            ThrottledException error = await Assert.ThrowsAsync<ThrottledException>(async () => await account.GetSessionAsync("other"));
            Assert.Equal((retryAt, i == 0), (error.RetryAt, error.WasSent));
        }

        Assert.Equal(2, Tap.Count(WireCall.Leaf));
        Harness.Clock.Advance(TimeSpan.FromSeconds(40));
        Assert.NotNull(await account.GetSessionAsync("other"));
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(-8)]
    [InlineData(24)]
    public async Task A_refused_account_is_asked_again_when_its_rest_is_over_whatever_the_wall_clock_says(int hours)
    {
        ToyAccount account = await SignInAsync(await HostAsync());
        Server.Ledger.Restricted.Add("alice");
        await Assert.ThrowsAsync<AccountRestrictedException>(async () => await account.GetSessionAsync("other"));
        Harness.Step(TimeSpan.FromHours(hours));
        Harness.Step(TimeSpan.FromHours(Math.Min(0, -hours)));
        Server.Ledger.Restricted.Clear();
        Harness.Clock.Advance(new TokenOptions().RestrictionRest);
        Assert.NotNull(await account.GetSessionAsync("other"));
    }

    [Fact]
    public async Task A_mint_that_takes_too_long_is_a_typed_error()
    {
        ToyAccount account = await SignInAsync(await HostAsync(static gameAuth =>
            gameAuth.Services.Configure<GameAuthOptions>(static options => options.Tokens.MintTimeout = TimeSpan.FromSeconds(20))));
        WireHold hold = Tap.Hold(WireCall.Leaf);
        Task<ToySession> late = account.GetSessionAsync("other").AsTask();
        await hold.Reached;
        Harness.Clock.Advance(TimeSpan.FromSeconds(20));
        ProviderException error = await Assert.ThrowsAsync<ProviderException>(() => late.WaitAsync(ProviderHarness.Patience));
        Assert.True(error.IsTransient);
        Assert.NotNull(await account.GetSessionAsync("other"));
    }

    private static async Task<int> ReadsAsync(CountingStore store, ToyAccount account)
    {
        int before = store.Reads;
        await account.GetSessionAsync();
        return store.Reads - before;
    }

    private Task PassAsync(TimeSpan time) => Harness.Clock.AdvanceAsync(time).WaitAsync(ProviderHarness.Patience);

    private Task PassUntilAsync(Task happened) => Harness.WalkAsync(happened);
}
