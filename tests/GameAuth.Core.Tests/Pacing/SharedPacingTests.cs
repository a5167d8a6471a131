using GameAuth.Providers;
using GameAuth.Storage;
using GameAuth.Testing;
using static GameAuth.Core.Tests.Pacing.PacerFixture;

namespace GameAuth.Core.Tests.Pacing;

public sealed class SharedPacingTests
{
    private static readonly PaceRule _rule = new("h/refresh/*", Window(6, 3600)) { Persisted = true };
    private readonly FakeClock _clock = new();
    private readonly MemoryTokenStore _store = new();

    [Fact]
    public void A_restart_does_not_forget()
    {
        using (PacerFixture before = Process())
        {
            before.Take(4, "h/refresh/1");
        }

        _clock.Advance(TimeSpan.FromMinutes(10));
        using PacerFixture after = Process();

        after.Take(2, "h/refresh/1");

        Assert.Equal(TimeSpan.FromMinutes(50), Refused(after) - _clock.GetUtcNow());
        after.Take(6, "h/refresh/2");
    }

    [Fact]
    public async Task A_scope_that_has_only_holds_is_shared_and_a_permit_writes_nothing()
    {
        PaceRule[] rules = [new("h/all") { Persisted = true }];
        RecordingStore store = new(_store);
        using (PacerFixture before = new(_clock, store, rules))
        {
            before.Take(3, "h/all");
            Assert.DoesNotContain(store.Calls, static call => call.Operation is StoreOperation.Write);
            before.Pacer.Freeze("h/all", _clock.GetUtcNow() + TimeSpan.FromMinutes(30));
            await before.Pacer.DisposeAsync();
        }

        using PacerFixture after = new(_clock, store, rules);
        ThrottledException held = await Assert.ThrowsAsync<ThrottledException>(() => after.AcquireAsync(For("h/all") with { FailFast = true }));
        Assert.Equal(TimeSpan.FromMinutes(30), held.RetryAt - _clock.GetUtcNow());
    }

    [Fact]
    public async Task Two_processes_that_wait_share_one_window()
    {
        using PacerFixture a = Process();
        using PacerFixture b = Process();
        Task waiting = Task.WhenAll(a.AcquireMany(9, "h/refresh/1").Concat(b.AcquireMany(9, "h/refresh/1")));

        await _clock.RunUntilAsync(waiting, TimeSpan.FromDays(1));

        Assert.InRange(_clock.GetElapsedTime(0), TimeSpan.FromHours(2), TimeSpan.FromHours(4));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Two_processes_never_exceed_a_window_together(int seed)
    {
        Random random = new(seed);
        PaceRule[] rules = [new("s", Window(3, 100), Window(5, 300)) { Persisted = true, MinSpacing = TimeSpan.FromSeconds(7) }];
        using PacerFixture a = new(_clock, _store, rules);
        using PacerFixture b = new(_clock, _store, rules);
        List<TimeSpan> times = new();
        int refusals = 0;
        for (int i = 0; i < 500; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(random.Next(20_000)));
            Task<IPacePermit> asked = (random.Next(2) == 0 ? a : b).AcquireAsync(For("s") with { FailFast = true });
            if (asked.IsCompletedSuccessfully)
            {
                times.Add(_clock.GetElapsedTime(0));
            }
            else
            {
                refusals += Assert.IsType<ThrottledException>(asked.Exception!.InnerException).RetryAt > _clock.GetUtcNow() ? 1 : 0;
            }
        }

        Assert.Equal(500, times.Count + refusals);
        Assert.InRange(times.Count, 60, 120);
        AssertWithin(times, 3, 100);
        AssertWithin(times, 5, 300);
        AssertWithin(times, 1, 7);
    }

    [Fact]
    public async Task Many_threads_of_two_processes_get_exactly_the_window()
    {
        using PacerFixture a = Process();
        using PacerFixture b = Process();
        int granted = 0;

        await Parallel.ForAsync(0, 64, async (i, stopped) =>
        {
            try
            {
                await (i % 2 == 0 ? a : b).AcquireAsync(For("h/refresh/1") with { FailFast = true }, stopped);
                Interlocked.Increment(ref granted);
            }
            catch (ThrottledException)
            {
                // One of the 58 that came too late.
            }
        });

        Assert.Equal(6, granted);
    }

    [Fact]
    public async Task Those_whom_the_store_refuses_keep_their_place_in_the_line()
    {
        using (PacerFixture other = Process())
        {
            other.Take(6, "h/refresh/1");
        }

        RecordingStore slow = new(_store);
        using PacerFixture pacing = new(_clock, slow, _rule);
        HeldStoreCall held = slow.Hold(StoreOperation.Read);
        List<Task<IPacePermit>> waiting = pacing.AcquireMany(8, "h/refresh/1");
        await held.Reached;

        Assert.Single(slow.Calls);
        held.Release();
        await UntilAsync(() => pacing.Engine.Count().Waiters == 8);
        _clock.Advance(TimeSpan.FromHours(1));
        await UntilAsync(() => waiting.Count(static task => task.IsCompleted) == 6);

        Assert.All(waiting.Take(6), first => Assert.True(first.IsCompletedSuccessfully));
        _clock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(waiting);
    }

    [Fact]
    public async Task A_refusal_in_one_shared_scope_reserves_nothing_in_the_other()
    {
        PaceRule[] rules = [_rule, new("h/ip", Window(8, 3600)) { Persisted = true }];
        using PacerFixture other = new(_clock, _store, rules);
        other.Take(6, "h/refresh/1", "h/ip");
        await using RequestPacer pacing = new(other.Options, _clock, _store);

        for (int i = 0; i < 5; i++)
        {
            await Assert.ThrowsAsync<ThrottledException>(async () => await pacing.AcquireAsync(For("h/ip", "h/refresh/1") with { FailFast = true }, default));
            await pacing.Engine.DrainAsync();
        }

        using PacerFixture third = new(_clock, _store, rules);
        third.Take(2, "h/ip");
        Assert.True(third.AcquireAsync(For("h/ip") with { FailFast = true }).IsFaulted);
    }

    [Fact]
    public async Task A_place_given_back_is_free_for_the_other_process()
    {
        await using (RequestPacer a = new RequestPacer(Process().Options, _clock, _store))
        {
            for (int i = 0; i < 6; i++)
            {
                IPacePermit permit = await a.AcquireAsync(For("h/refresh/1"), default);
                if (i == 0)
                {
                    permit.GiveBack();
                }
            }
        }

        using PacerFixture b = Process();
        b.Take(1, "h/refresh/1");
        Assert.Equal(TimeSpan.FromHours(1), Refused(b) - _clock.GetUtcNow());
    }

    [Fact]
    public async Task A_hold_is_known_to_the_next_process()
    {
        await using (RequestPacer a = new RequestPacer(Process().Options, _clock, _store))
        {
            a.Freeze("h/refresh/1", _clock.GetUtcNow().AddMinutes(20));
        }

        using PacerFixture b = Process();
        Assert.Equal(TimeSpan.FromMinutes(20), Refused(b) - _clock.GetUtcNow());
    }

    [Fact]
    public void A_clock_set_back_locks_nobody_out_for_longer_than_the_period()
    {
        using (PacerFixture before = Process())
        {
            before.Take(6, "h/refresh/1");
        }

        _clock.ShiftWallClock(TimeSpan.FromDays(-30));
        using PacerFixture after = Process();

        Assert.Equal(TimeSpan.FromHours(1), Refused(after) - _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromHours(1));
        using PacerFixture later = Process();
        later.Take(6, "h/refresh/1");
    }

    [Theory]
    [InlineData(6)]
    [InlineData(4)]
    public async Task A_clock_set_back_while_a_process_lives_opens_its_window_after_one_period(int own)
    {
        using PacerFixture a = Process();
        using PacerFixture b = Process();
        a.Take(own, "h/refresh/1");
        b.Take(6 - own, "h/refresh/1");
        _clock.ShiftWallClock(TimeSpan.FromHours(-2));
        long start = _clock.GetTimestamp();

        await a.LetThroughAsync(a.AcquireAsync("h/refresh/1"));

        Assert.InRange(_clock.GetElapsedTime(start), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
    }

    [Fact]
    public async Task A_hold_is_no_longer_after_the_clock_was_set_back()
    {
        using PacerFixture a = Process();
        a.Take(1, "h/refresh/1");
        a.Pacer.Freeze("h/refresh/1", _clock.GetUtcNow().AddMinutes(20));
        await a.Pacer.Engine.DrainAsync();
        _clock.ShiftWallClock(TimeSpan.FromHours(-2));
        long start = _clock.GetTimestamp();

        await a.LetThroughAsync(a.AcquireAsync("h/refresh/1"));

        Assert.InRange(_clock.GetElapsedTime(start), TimeSpan.FromMinutes(19), TimeSpan.FromMinutes(21));
    }

    [Fact]
    public void A_clock_set_forward_does_not_loosen_the_windows_of_this_process()
    {
        using PacerFixture pacing = Process();
        pacing.Take(6, "h/refresh/1");

        _clock.ShiftWallClock(TimeSpan.FromDays(30));

        Assert.Equal(TimeSpan.FromHours(1), Refused(pacing) - _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 1, 255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0 })]
    public async Task A_row_that_makes_no_sense_counts_as_full_and_heals_after_one_period(byte[] nonsense)
    {
        await _store.TryWriteAsync(new RowKey("pacing", "h/refresh/1"), null, RowVersion.NewEpoch(), nonsense, default);
        using PacerFixture pacing = Process();

        Assert.Equal(TimeSpan.FromHours(1), Refused(pacing) - _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromHours(1));
        pacing.Take(6, "h/refresh/1");
    }

    [Fact]
    public async Task A_store_that_lets_nothing_be_written_is_a_typed_error_and_costs_no_place()
    {
        RecordingStore stubborn = new(_store);
        stubborn.Refuse(StoreOperation.Write);
        using PacerFixture pacing = new(_clock, stubborn, _rule);

        for (int i = 0; i < 7; i++)
        {
            await Assert.ThrowsAsync<CredentialStoreException>(() => pacing.AcquireAsync("h/refresh/1"));
        }

        stubborn.Heal();
        pacing.Take(6, "h/refresh/1");
    }

    [Fact]
    public async Task A_caller_who_leaves_while_the_store_is_slow_costs_the_others_nothing()
    {
        RecordingStore slow = new(_store);
        using PacerFixture pacing = new(_clock, slow, _rule);
        using CancellationTokenSource cancel = new();
        HeldStoreCall held = slow.Hold(StoreOperation.Read);
        Task<IPacePermit> first = pacing.AcquireAsync(For("h/refresh/1"), cancel.Token);
        Task<IPacePermit> second = pacing.AcquireAsync("h/refresh/1");
        await held.Reached;

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        held.Release();

        await second;
        pacing.Take(4, "h/refresh/1");
    }

    [Fact]
    public async Task The_row_of_an_idle_scope_is_deleted()
    {
        using PacerFixture pacing = Process();
        pacing.Take(1, "h/refresh/1");
        _clock.Advance(TimeSpan.FromHours(2));
        pacing.Estimate("h/refresh/2");
        pacing.Estimate("h/refresh/2");

        await pacing.Pacer.DisposeAsync();

        Assert.Equal(RowState.Missing, (await _store.ReadAsync(new RowKey("pacing", "h/refresh/1"), default)).State);
    }

    [Fact]
    public void Requests_that_share_nothing_touch_no_store()
    {
        RecordingStore watched = new(_store);
        using PacerFixture pacing = new(_clock, watched, _rule, new PaceRule("other/*", Window(10, 10)));

        pacing.Take(5, "other/1");

        Assert.Empty(watched.Calls);
    }

    private static DateTimeOffset Refused(PacerFixture pacing)
    {
        Task<IPacePermit> asked = pacing.AcquireAsync(For("h/refresh/1") with { FailFast = true });
        return Assert.IsType<ThrottledException>(asked.Exception?.InnerException).RetryAt;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            await Task.Yield();
        }
    }

    private static void AssertWithin(List<TimeSpan> times, int permits, double seconds)
    {
        for (int i = 0; i + permits < times.Count; i++)
        {
            Assert.True(times[i + permits] - times[i] >= TimeSpan.FromSeconds(seconds), $"More than {permits} in {seconds} s at {times[i]}.");
        }
    }

    private PacerFixture Process() => new(_clock, _store, _rule);
}
