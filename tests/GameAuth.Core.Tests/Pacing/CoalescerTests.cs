using GameAuth.Providers;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Pacing;

public sealed class CoalescerTests
{
    private readonly FakeClock _clock = new();
    private int _fetches;

    [Fact]
    public async Task Callers_at_the_same_time_share_one_fetch()
    {
        Coalescer<string, string> coalescer = Coalescer();
        TaskCompletionSource<string> answer = new();
        List<Task<Coalesced<string>>> all = Enumerable.Range(0, 100).Select(_ => coalescer.GetAsync("list", TimeSpan.Zero, FetchAsync, default).AsTask()).ToList();

        answer.SetResult("friends");

        Assert.All(await Task.WhenAll(all), got => Assert.Equal("friends", got.Value));
        Assert.Equal(1, _fetches);

        Task<string> FetchAsync(CancellationToken abandoned)
        {
            Interlocked.Increment(ref _fetches);
            return answer.Task;
        }
    }

    [Fact]
    public async Task A_result_is_handed_out_with_its_age_until_it_is_too_old()
    {
        Coalescer<string, string> coalescer = Coalescer();
        await GetAsync(coalescer, "list");
        _clock.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(new Coalesced<string>("list 1", TimeSpan.FromSeconds(30), false), await GetAsync(coalescer, "list"));
        _clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(new Coalesced<string>("list 2", TimeSpan.Zero, false), await GetAsync(coalescer, "list"));
    }

    [Fact]
    public async Task A_result_that_is_young_enough_comes_at_once_and_allocates_nothing()
    {
        Coalescer<string, string> coalescer = Coalescer();
        Func<CancellationToken, Task<string>> fetch = static _ => Task.FromResult("friends");
        await coalescer.GetAsync("list", TimeSpan.FromSeconds(30), fetch, default);
        Assert.Equal(1000, Hits(1000));

        long before = GC.GetAllocatedBytesForCurrentThread();
        int hits = Hits(1000);
        Assert.Equal((1000, 0L), (hits, GC.GetAllocatedBytesForCurrentThread() - before));

        int Hits(int calls)
        {
            int done = 0;
            for (int i = 0; i < calls; i++)
            {
                done += coalescer.GetAsync("list", TimeSpan.FromSeconds(30), fetch, default).IsCompletedSuccessfully ? 1 : 0;
            }

            return done;
        }
    }

    [Fact]
    public async Task Keys_do_not_share_results()
    {
        Coalescer<string, string> coalescer = Coalescer();

        Assert.Equal("a 1", (await GetAsync(coalescer, "a")).Value);
        Assert.Equal("b 2", (await GetAsync(coalescer, "b")).Value);
    }

    [Fact]
    public async Task A_caller_who_wants_it_new_gets_it_new()
    {
        Coalescer<string, string> coalescer = Coalescer();
        await GetAsync(coalescer, "list");

        Assert.Equal("list 2", (await GetAsync(coalescer, "list", maxAge: 0)).Value);
    }

    [Fact]
    public async Task A_failure_reaches_everyone_who_waited_and_is_not_kept()
    {
        Coalescer<string, string> coalescer = Coalescer();
        await Assert.ThrowsAsync<HttpRequestException>(async () => await coalescer.GetAsync("list", TimeSpan.Zero, _ => throw new HttpRequestException("down"), default));

        Assert.Equal("list 1", (await GetAsync(coalescer, "list")).Value);
    }

    [Fact]
    public async Task An_older_result_stands_in_for_a_throttled_fetch_and_says_so()
    {
        Coalescer<string, string> coalescer = Coalescer(new CoalescerOptions { StaleOnError = TimeSpan.FromMinutes(5) });
        await GetAsync(coalescer, "list");
        _clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal(new Coalesced<string>("list 1", TimeSpan.FromMinutes(4), true), await coalescer.GetAsync("list", TimeSpan.FromSeconds(30), Throttled, default));
        _clock.Advance(TimeSpan.FromMinutes(2));
        await Assert.ThrowsAsync<ThrottledException>(async () => await coalescer.GetAsync("list", TimeSpan.FromSeconds(30), Throttled, default));

        Task<string> Throttled(CancellationToken abandoned) => throw new ThrottledException("wait", _clock.GetUtcNow(), wasSent: false);
    }

    [Fact]
    public async Task An_older_result_does_not_hide_that_the_player_must_sign_in()
    {
        Coalescer<string, string> coalescer = Coalescer(new CoalescerOptions { StaleOnError = TimeSpan.FromMinutes(5) });
        await GetAsync(coalescer, "list");
        _clock.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<SignInRequiredException>(async () => await coalescer.GetAsync("list", TimeSpan.Zero, _ => throw new SignInRequiredException("again", SignInReason.Expired), default));
    }

    [Fact]
    public async Task One_caller_who_leaves_harms_no_other_and_the_last_one_ends_the_fetch()
    {
        Coalescer<string, string> coalescer = Coalescer();
        using CancellationTokenSource firstLeaves = new();
        using CancellationTokenSource secondLeaves = new();
        TaskCompletionSource<CancellationToken> started = new();
        Task<Coalesced<string>> first = coalescer.GetAsync("list", TimeSpan.Zero, HangAsync, firstLeaves.Token).AsTask();
        Task<Coalesced<string>> second = coalescer.GetAsync("list", TimeSpan.Zero, HangAsync, secondLeaves.Token).AsTask();
        CancellationToken abandoned = await started.Task;

        await firstLeaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(abandoned.IsCancellationRequested);
        Assert.False(second.IsCompleted);

        await secondLeaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.True(abandoned.IsCancellationRequested);
        Assert.Equal("list 1", (await GetAsync(coalescer, "list")).Value);

        async Task<string> HangAsync(CancellationToken token)
        {
            started.SetResult(token);
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, token);
            return "never";
        }
    }

    [Fact]
    public async Task What_was_forgotten_is_fetched_anew_even_while_an_old_fetch_is_on_its_way()
    {
        Coalescer<string, string> coalescer = Coalescer();
        TaskCompletionSource<string> slow = new();
        Task<Coalesced<string>> old = coalescer.GetAsync("list", TimeSpan.Zero, _ => slow.Task, default).AsTask();

        coalescer.Forget("list");
        Assert.Equal("list 1", (await GetAsync(coalescer, "list")).Value);
        slow.SetResult("before the change");

        Assert.Equal("before the change", (await old).Value);
        Assert.Equal("list 1", (await GetAsync(coalescer, "list")).Value);
    }

    [Fact]
    public async Task A_fetch_does_not_see_the_callers_ambient_state()
    {
        AsyncLocal<string> ambient = new AsyncLocal<string> { Value = "the caller's" };
        Coalescer<string, string> coalescer = Coalescer();

        Coalesced<string> got = await coalescer.GetAsync("list", TimeSpan.Zero, _ => Task.FromResult(ambient.Value ?? "none"), default);

        Assert.Equal("none", got.Value);
        Assert.Equal("the caller's", ambient.Value);
    }

    [Fact]
    public async Task Only_so_many_results_are_kept()
    {
        Coalescer<string, string> coalescer = Coalescer(new CoalescerOptions { Capacity = 4 });
        for (int i = 0; i < 5; i++)
        {
            await GetAsync(coalescer, $"key{i}");
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("key4 5", (await GetAsync(coalescer, "key4")).Value);
        Assert.Equal("key0 6", (await GetAsync(coalescer, "key0")).Value);
    }

    private Coalescer<string, string> Coalescer(CoalescerOptions? options = null) => new(options, _clock);

    private ValueTask<Coalesced<string>> GetAsync(Coalescer<string, string> coalescer, string key, int maxAge = 30) =>
        coalescer.GetAsync(key, TimeSpan.FromSeconds(maxAge), _ => Task.FromResult($"{key} {Interlocked.Increment(ref _fetches)}"), default);
}
