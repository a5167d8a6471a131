using GameAuth.Providers;
using static GameAuth.Core.Tests.Pacing.PacerFixture;

namespace GameAuth.Core.Tests.Pacing;

public sealed class QueueTests
{
    [Fact]
    public async Task Waiters_go_in_the_order_of_arrival()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 1)));

        Assert.Equal([0.0, 1.0, 2.0, 3.0, 4.0], await pacing.LetThroughAsync(pacing.AcquireMany(5, "s")));
    }

    [Fact]
    public async Task A_higher_priority_goes_first_and_keeps_the_order_within()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 1)));
        pacing.Take(1, "s");
        List<Task<IPacePermit>> low = pacing.AcquireMany(2, "s");
        List<Task<IPacePermit>> high = [pacing.AcquireAsync(For("s") with { Priority = 5 }), pacing.AcquireAsync(For("s") with { Priority = 5 })];

        Assert.Equal([1.0, 2.0], await pacing.LetThroughAsync(high));
        Assert.Equal([3.0, 4.0], await pacing.LetThroughAsync(low));
    }

    [Fact]
    public async Task A_waiter_does_not_hold_up_others_whose_scopes_have_room()
    {
        using PacerFixture pacing = new(new PaceRule("ip", Window(5, 60)), new PaceRule("user/*", Window(1, 10)));
        pacing.Take(1, "user/a", "ip");
        Task<IPacePermit> waiting = pacing.AcquireAsync("user/a", "ip");

        pacing.Take(3, "unlimited");
        pacing.Take(1, "user/b", "ip");

        Assert.Equal(10.0, await pacing.LetThroughAsync(waiting));
    }

    [Fact]
    public async Task A_waiter_is_not_overtaken_where_that_would_cost_it_time()
    {
        using PacerFixture pacing = new(new PaceRule("ip", Window(2, 60)), new PaceRule("user/*", Window(1, 10)));
        pacing.Take(1, "user/a", "ip");
        Task<IPacePermit> first = pacing.AcquireAsync("user/a", "ip");

        Task<IPacePermit> second = pacing.AcquireAsync("user/b", "ip");

        Assert.False(second.IsCompleted);
        Assert.Equal(10.0, await pacing.LetThroughAsync(first));
        Assert.Equal(60.0, await pacing.LetThroughAsync(second));
    }

    [Fact]
    public async Task A_cancelled_waiter_gives_its_place_to_the_next()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        using CancellationTokenSource cancel = new();
        pacing.Take(1, "s");
        Task<IPacePermit> first = pacing.AcquireAsync(For("s"), cancel.Token);
        Task<IPacePermit> second = pacing.AcquireAsync("s");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal(20.0, pacing.Estimate("s"));
        Assert.Equal(10.0, await pacing.LetThroughAsync(second));
    }

    [Fact]
    public async Task A_cancelled_token_takes_no_place()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pacing.AcquireAsync(For("s"), new CancellationToken(canceled: true)));

        pacing.Take(1, "s");
    }

    [Fact]
    public async Task A_place_given_back_lets_the_next_waiter_through()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        IPacePermit unsent = await pacing.AcquireAsync("s");
        Task<IPacePermit> waiting = pacing.AcquireAsync("s");
        pacing.AdvanceTo(3);

        unsent.GiveBack();
        unsent.GiveBack();

        Assert.Equal(3.0, await pacing.LetThroughAsync(waiting));
        Assert.Equal(13.0, pacing.Estimate("s"));
    }

    [Fact]
    public async Task A_disposed_permit_stays_spent()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        IPacePermit sent = await pacing.AcquireAsync("s");

        sent.Dispose();
        sent.GiveBack();

        Assert.Equal(10.0, pacing.Estimate("s"));
    }

    [Fact]
    public async Task Fail_fast_names_the_exact_time_and_what_to_do()
    {
        using PacerFixture pacing = new(new PaceRule("hytale/refresh/*", Window(2, 3600)) { MinSpacing = TimeSpan.FromSeconds(10) });
        pacing.Take(1, "hytale/refresh/secretive");
        pacing.AdvanceTo(12.345);
        pacing.Take(1, "hytale/refresh/secretive");
        Task<IPacePermit> ahead = pacing.AcquireAsync("hytale/refresh/secretive");

        ThrottledException refused = await Assert.ThrowsAsync<ThrottledException>(() => pacing.AcquireAsync(For("hytale/refresh/secretive") with { FailFast = true }));

        Assert.Equal(3612.345, pacing.Seconds(refused.RetryAt));
        Assert.False(refused.WasSent);
        Assert.Equal("hytale", refused.Provider);
        Assert.Contains("'hytale/refresh/*' (2 per 3600 s)", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secretive", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3600.0, await pacing.LetThroughAsync(ahead));
    }

    [Fact]
    public async Task A_wait_longer_than_the_caller_bears_is_refused_at_once()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        pacing.Take(1, "s");
        Task<IPacePermit> bearable = pacing.AcquireAsync(For("s") with { MaxWait = TimeSpan.FromSeconds(10) });

        ThrottledException refused = await Assert.ThrowsAsync<ThrottledException>(() => pacing.AcquireAsync(For("s") with { MaxWait = TimeSpan.FromSeconds(19.9) }));

        Assert.Equal(20.0, pacing.Seconds(refused.RetryAt));
        Assert.Equal(10.0, await pacing.LetThroughAsync(bearable));
    }

    [Fact]
    public async Task The_queue_is_bounded_and_says_when_to_come_back()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        pacing.Configure(options => options.MaxWaiting = 2);
        pacing.Take(1, "s");
        List<Task<IPacePermit>> waiting = pacing.AcquireMany(2, "s");

        ThrottledException refused = await Assert.ThrowsAsync<ThrottledException>(() => pacing.AcquireAsync("s"));

        Assert.Equal(30.0, pacing.Seconds(refused.RetryAt));
        Assert.Equal([10.0, 20.0], await pacing.LetThroughAsync(waiting));
    }

    [Fact]
    public async Task An_estimate_costs_nothing()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(2, 10)));
        pacing.Take(1, "s");

        Assert.Equal(0.0, pacing.Estimate("s"));
        Assert.Equal(0.0, pacing.Estimate("s"));
        pacing.Take(1, "s");
        Task<IPacePermit> waiting = pacing.AcquireAsync("s");
        Assert.Equal(10.0, pacing.Estimate("s"));

        Assert.Equal(10.0, await pacing.LetThroughAsync(waiting));
    }

    [Fact]
    public async Task A_thousand_waiters_need_one_timer()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(10, 1)), new PaceRule("user/*", Window(1, 7)));
        List<Task<IPacePermit>> waiting = pacing.AcquireMany(500, "s").Concat(Enumerable.Range(0, 500).Select(i => pacing.AcquireAsync($"user/{i % 50}"))).ToList();

        Assert.Equal(1, pacing.Clock.PendingTimers);

        Assert.Equal(63.0, (await pacing.LetThroughAsync(waiting)).Max());
        Assert.Equal(0, pacing.Clock.PendingTimers);
    }

    [Fact]
    public async Task Ten_thousand_waiters_cancelled_at_once_leave_one_that_goes_next()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        using CancellationTokenSource cancel = new();
        pacing.Take(1, "s");
        List<Task<IPacePermit>> cancelled = [.. Enumerable.Range(0, 9_999).Select(_ => pacing.AcquireAsync(For("s"), cancel.Token))];
        Task<IPacePermit> last = pacing.AcquireAsync("s");

        await cancel.CancelAsync();

        Assert.All(cancelled, task => Assert.True(task.IsCanceled));
        Assert.Equal(10.0, await pacing.LetThroughAsync(last));
    }

    [Fact]
    public async Task Disposing_ends_the_waits()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        pacing.Take(1, "s");
        Task<IPacePermit> waiting = pacing.AcquireAsync("s");

        pacing.Pacer.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pacing.Pacer.AcquireAsync(For("s"), default));
        Assert.Equal(0, pacing.Clock.PendingTimers);
    }

    [Fact]
    public async Task A_wait_does_not_see_the_wall_clock_being_set()
    {
        using PacerFixture pacing = new(new PaceRule("s", Window(1, 10)));
        pacing.Take(1, "s");
        Task<IPacePermit> waiting = pacing.AcquireAsync("s");

        pacing.Clock.ShiftWallClock(TimeSpan.FromDays(-1));

        Assert.Equal(10.0, await pacing.LetThroughAsync(waiting));
    }

    [Fact]
    public void A_hundred_thousand_idle_scopes_are_forgotten()
    {
        using PacerFixture pacing = new(new PaceRule("user/*", Window(10, 15), Window(30, 300)));
        for (int i = 0; i < 100_000; i++)
        {
            pacing.Take(1, $"user/{i}");
        }

        Assert.Equal(100_000, pacing.Engine.Count().Scopes);

        for (int i = 0; i < 100; i++)
        {
            pacing.Clock.Advance(TimeSpan.FromSeconds(300));
            for (int j = 0; j < 1000; j++)
            {
                pacing.Estimate("user/one");
            }
        }

        Assert.InRange(pacing.Engine.Count().Scopes, 0, 1);
    }

    [Fact]
    public void A_permit_is_all_that_an_open_way_allocates()
    {
        using PacerFixture pacing = new(new PaceRule("ip", Window(1000, 0.001)), new PaceRule("user/*", Window(1000, 0.001)));
        PaceRequest request = For("user/1", "ip");
        Run(100);
        Assert.InRange(Run(1000), 1, 1000 * 96);

        // The clock's own bytes are not counted.
        long Run(int count)
        {
            long bytes = 0;
            for (int i = 0; i < count; i++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                ValueTask<IPacePermit> acquired = pacing.Pacer.AcquireAsync(request, default);
                Assert.True(acquired.IsCompletedSuccessfully);
                acquired.Result.Dispose();
                bytes += GC.GetAllocatedBytesForCurrentThread() - before;
                pacing.Clock.Advance(TimeSpan.FromMilliseconds(0.01));
            }

            return bytes;
        }
    }

    [Fact]
    public void A_request_without_scopes_allocates_nothing()
    {
        using PacerFixture pacing = new();
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Run();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            ValueTask<IPacePermit> acquired = pacing.Pacer.AcquireAsync(PaceRequest.None, default);
            Assert.True(acquired.IsCompletedSuccessfully);
            acquired.Result.Dispose();
        }
    }
}
