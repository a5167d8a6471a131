using GameAuth.Providers;
using GameAuth.Storage;
using GameAuth.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Discord.Tests;

/// <summary>The parts of the ban guard by themselves.</summary>
public sealed class GuardTests
{
    private readonly FakeClock _clock = new();
    private readonly MemorySessionStore _store;
    private readonly SteadyClock _steady;
    private readonly DiscordKeys _keys;

    public GuardTests()
    {
        _store = new MemorySessionStore(_clock);
        _steady = new SteadyClock(_clock);
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddGameAuth(static options => options.ApplicationName = "guard").UseMemoryStore().UseKey([.. Enumerable.Range(0, 32).Select(static i => (byte)i)]);
        _keys = new DiscordKeys(services.BuildServiceProvider().GetRequiredService<KeyDerivation>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task Of_many_calls_at_once_on_two_nodes_exactly_the_limit_is_let_out(int limit)
    {
        using RefusalBudgets one = Budgets(limit);
        using RefusalBudgets other = Budgets(limit);
        BudgetPermit[] permits = await Task.WhenAll(Enumerable.Range(0, 2 * limit + 64).Select(i => Task.Run(async () => await (i % 2 == 0 ? one : other)[DiscordLane.Tokens].TakeAsync(default))));

        // What a node had leased and did not need is lost to the other; here both ask until there is none.
        Assert.Equal(limit, permits.Count(static permit => permit.IsGranted));
        Assert.All(permits.Where(static permit => !permit.IsGranted), static permit => Assert.Equal(TimeSpan.FromMinutes(10), permit.Wait));
        Assert.True((await one[DiscordLane.Codes].TakeAsync(default)).IsGranted);
    }

    [Fact]
    public async Task What_was_given_back_is_there_again_until_the_windows_end()
    {
        using RefusalBudgets budgets = Budgets(2);
        RefusalBudget budget = budgets[DiscordLane.Tokens];
        BudgetPermit first = await budget.TakeAsync(default);
        BudgetPermit second = await budget.TakeAsync(default);
        Assert.False((await budget.TakeAsync(default)).IsGranted);
        budget.Return(first);
        Assert.True((await budget.TakeAsync(default)).IsGranted);
        _clock.ShiftWallClock(TimeSpan.FromMinutes(10));
        budget.Return(second);
        List<bool> next = [];
        for (int i = 0; i < 3; i++)
        {
            next.Add((await budget.TakeAsync(default)).IsGranted);
        }

        Assert.Equal([true, true, false], next);
    }

    [Fact]
    public async Task A_budget_that_is_used_up_asks_the_store_no_more()
    {
        using RefusalBudgets budgets = Budgets(1);
        Assert.True((await budgets[DiscordLane.Tokens].TakeAsync(default)).IsGranted);
        Assert.False((await budgets[DiscordLane.Tokens].TakeAsync(default)).IsGranted);
        using CancellationTokenSource ended = new();
        await ended.CancelAsync();

        // The store, and the turn to ask it, would end at once.
        for (int i = 0; i < 10; i++)
        {
            Assert.False((await budgets[DiscordLane.Tokens].TakeAsync(ended.Token)).IsGranted);
        }
    }

    [Fact]
    public void Where_nobody_says_how_long_a_ban_is_waited_for_twice_as_long_each_time_up_to_half_an_hour()
    {
        Breaker breaker = new(_steady);
        List<double> waits = [];
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(TimeSpan.Zero, breaker.Enter(DiscordLane.Codes, out BreakerPass pass));
            waits.Add(breaker.Leave(pass, CallVerdict.Banned, null).TotalMinutes);
            _clock.ShiftWallClock(TimeSpan.FromMinutes(waits[^1]));
        }

        Assert.Equal([1, 2, 4, 8, 16, 30, 30], waits);
        breaker.Enter(DiscordLane.Tokens, out BreakerPass good);
        breaker.Leave(good, CallVerdict.Served, null);
        breaker.Enter(DiscordLane.Tokens, out BreakerPass next);
        Assert.Equal(1, breaker.Leave(next, CallVerdict.Banned, null).TotalMinutes);
    }

    [Fact]
    public void Calls_that_were_under_way_together_are_one_occasion_and_a_late_success_ends_no_ban()
    {
        Breaker breaker = new(_steady);
        breaker.Enter(DiscordLane.Codes, out BreakerPass one);
        breaker.Enter(DiscordLane.Tokens, out BreakerPass two);
        breaker.Enter(DiscordLane.Tokens, out BreakerPass three);
        Assert.Equal(1, breaker.Leave(one, CallVerdict.Banned, null).TotalMinutes);
        Assert.Equal(1, breaker.Leave(two, CallVerdict.Banned, null).TotalMinutes);
        breaker.Leave(three, CallVerdict.Served, null);
        Assert.Equal(1, breaker.WaitOf(DiscordLane.Codes).TotalMinutes);
        Assert.Equal(1, breaker.BannedFor.TotalMinutes);
    }

    [Fact]
    public void A_try_that_got_no_answer_leaves_the_next_one_to_another_call()
    {
        Breaker breaker = new(_steady);
        breaker.Enter(DiscordLane.Codes, out BreakerPass pass);
        breaker.Leave(pass, CallVerdict.Banned, TimeSpan.FromSeconds(5));
        _clock.ShiftWallClock(TimeSpan.FromSeconds(5));
        Assert.Equal(TimeSpan.Zero, breaker.Enter(DiscordLane.Codes, out pass));
        Assert.Equal(TimeSpan.FromSeconds(1), breaker.Enter(DiscordLane.Tokens, out _));
        breaker.Leave(pass, CallVerdict.Unknown, null);
        Assert.Equal(TimeSpan.Zero, breaker.Enter(DiscordLane.Tokens, out pass));
        breaker.Leave(pass, CallVerdict.Refused, null);
        Assert.Equal(TimeSpan.Zero, breaker.WaitOf(DiscordLane.Codes));
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError, true)]
    [InlineData(HttpRequestError.NameResolutionError, true)]
    [InlineData(HttpRequestError.SecureConnectionError, true)]
    [InlineData(HttpRequestError.ResponseEnded, false)]
    public async Task A_call_that_never_came_to_Discord_uses_up_no_budget_and_one_that_may_have_come_does(HttpRequestError error, bool isFree)
    {
        using RefusalBudgets budgets = Budgets(1);
        BanGuard guard = new(new Breaker(_steady), budgets, NullLogger<BanGuard>.Instance);
        Task<UpstreamAnswer> SendAsync() => guard.SendAsync(DiscordLane.Tokens, static _ => false, _ => throw new HttpRequestException(error, "synthetic"), default);
        await Assert.ThrowsAsync<HttpRequestException>(SendAsync);
        Exception next = (await Record.ExceptionAsync(SendAsync))!;
        Assert.Equal(isFree, next is HttpRequestException);
        Assert.True(isFree || next is IdentityRefusedException { Error.Status: 503, RetryAfter.TotalMinutes: 10 }, next.ToString());
    }

    [Fact]
    public async Task So_many_refused_tokens_are_remembered_and_no_more()
    {
        RefusedTokens tokens = new(_keys, _steady);
        for (int i = 0; i <= RefusedTokens.Capacity; i++)
        {
            await tokens.AddAsync($"token-{i}", RefusedTokens.Unknown, default);
        }

        Assert.Equal((false, TimeSpan.Zero), await tokens.FindAsync("token-0", default));
        for (int i = 1; i <= RefusedTokens.Capacity; i++)
        {
            Assert.True((await tokens.FindAsync($"token-{i}", default)).IsRefused);
        }

        _clock.ShiftWallClock(RefusedTokens.Unknown);
        Assert.Equal((false, TimeSpan.Zero), await tokens.FindAsync("token-1", default));
    }

    [Fact]
    public async Task A_limited_token_is_no_refused_one_and_waits_for_as_long_as_is_left_and_ten_minutes_at_most()
    {
        RefusedTokens tokens = new(_keys, _steady);
        await tokens.LimitAsync("token", TimeSpan.FromSeconds(9), default);
        _clock.ShiftWallClock(TimeSpan.FromSeconds(4));
        Assert.Equal((false, TimeSpan.FromSeconds(5)), await tokens.FindAsync("token", default));
        _clock.ShiftWallClock(TimeSpan.FromSeconds(5));
        Assert.Equal((false, TimeSpan.Zero), await tokens.FindAsync("token", default));
        await tokens.LimitAsync("token", TimeSpan.FromDays(9), default);
        Assert.Equal((false, TimeSpan.FromMinutes(10)), await tokens.FindAsync("token", default));
    }

    [Fact]
    public async Task A_hash_goes_by_its_kind_and_by_each_of_its_texts()
    {
        string[] hashes = [.. await Task.WhenAll(
            new (string Kind, string[] Texts)[] { ("a", ["b", "c"]), ("a", ["bc"]), ("ab", ["c"]), ("a", ["b", "c", ""]), ("a", []) }
                .Select(async one => Convert.ToHexString(await _keys.HashAsync(one.Kind, one.Texts, default))))];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.Equal(hashes[0], Convert.ToHexString(await _keys.HashAsync("a", ["b", "c"], default)));
    }

    private RefusalBudgets Budgets(int limit) => new(_store, _keys, new DiscordServerOptions { TokenBudget = limit }, _steady);
}
