using GameAuth.ProviderContract;
using GameAuth.Providers;
using GameAuth.Tests.Engine;
using GameAuth.Toy;

namespace GameAuth.Tests.Lifetime;

/// <summary>A thing that is open at a service: renewed in time, replaced where that fails, and ended once.</summary>
public sealed class LeasedResourceTests : EngineTest
{
    private readonly RoomService _service = new() { Lifetime = TimeSpan.FromHours(1) };

    [Fact]
    public async Task It_is_refreshed_before_its_end_and_ended_once()
    {
        TestRoom room = await OpenAsync(await HostAsync());
        DateTimeOffset end = room.Current.EndsAt!.Value;
        await PassUntilAsync(() => room.Changes == 1, TimeSpan.FromMinutes(56));
        Assert.Equal(["refresh 1"], _service.Calls);
        Assert.True(room.Current.EndsAt > end);
        await room.DisposeAsync();
        await room.DisposeAsync();
        Assert.Equal((ResourceState.Ended, "refresh 1,end 1"), (room.State, string.Join(',', _service.Calls)));
        Assert.True(room.Over.IsCancellationRequested);
    }

    [Fact]
    public async Task One_without_an_end_is_never_renewed_and_its_newest_state_is_what_is_ended()
    {
        _service.Lifetime = null;
        ContractHost host = await HostAsync();
        TestRoom room = await OpenAsync(host);
        Assert.True(await room.MoveAsync(new Room("2")));
        Harness.Clock.Advance(TimeSpan.FromDays(3));
        await room.DisposeAsync();
        Assert.Equal(["end 2"], _service.Calls);
        Assert.False(await room.MoveAsync(new Room("3")));
    }

    [Fact]
    public async Task One_that_lives_for_two_months_is_refreshed_before_its_end()
    {
        _service.Lifetime = TimeSpan.FromDays(60);
        TestRoom room = await OpenAsync(await HostAsync());
        Harness.Clock.Advance(TimeSpan.FromDays(60) - TimeSpan.FromMinutes(7));
        Assert.Empty(_service.Calls);
        await PassUntilAsync(() => room.Changes == 1, TimeSpan.FromMinutes(3));
        Assert.Equal(["refresh 1"], _service.Calls);
        await room.DisposeAsync();
    }

    [Fact]
    public async Task One_that_lives_for_seconds_is_renewed_at_growing_intervals()
    {
        _service.Lifetime = TimeSpan.FromSeconds(2);
        TestRoom room = await OpenAsync(await HostAsync());
        DateTimeOffset start = Harness.Clock.GetUtcNow();
        await PassUntilAsync(() => _service.Calls.Count == 4, TimeSpan.FromMinutes(10));
        Assert.InRange(Harness.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(3));
        await room.DisposeAsync();
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(-3)]
    [InlineData(24)]
    public async Task One_is_refreshed_in_time_though_the_clock_is_set_back(int hours)
    {
        TestRoom room = await OpenAsync(await HostAsync());
        Harness.Clock.Advance(TimeSpan.FromMinutes(10));
        Harness.Clock.ShiftWallClock(TimeSpan.FromHours(hours));
        if (hours > 0)
        {
            Harness.Clock.ShiftWallClock(TimeSpan.FromHours(-hours));
        }

        await PassUntilAsync(() => room.Changes == 1, TimeSpan.FromMinutes(46));
        Assert.Equal((ResourceState.Live, "refresh 1"), (room.State, string.Join(',', _service.Calls)));
        await room.DisposeAsync();
    }

    [Fact]
    public async Task One_that_ended_while_the_machine_slept_is_replaced_within_a_minute()
    {
        TestRoom room = await OpenAsync(await HostAsync());
        Harness.Clock.Advance(TimeSpan.FromMinutes(10));
        Harness.Clock.ShiftWallClock(TimeSpan.FromHours(1.5));
        await PassUntilAsync(() => room.Changes > 0 && room.State is ResourceState.Live, TimeSpan.FromMinutes(1));
        Assert.True(room.Current.EndsAt > Harness.Clock.GetUtcNow());
        await room.DisposeAsync();
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_and_a_refusal_is_a_replacement()
    {
        TestRoom room = await OpenAsync(await HostAsync());
        _service.Failures.Enqueue(Failure(isTransient: true));
        _service.Failures.Enqueue(Failure(isTransient: false));
        await PassUntilAsync(() => room.Changes == 1, TimeSpan.FromMinutes(58));
        Assert.Equal(["refresh 1", "refresh 1", "replace 1"], _service.Calls);
        Assert.Equal((ResourceState.Live, "2"), (room.State, room.Current.Door));
        await room.DisposeAsync();
    }

    [Fact]
    public async Task A_limit_past_its_end_interrupts_it_and_another_one_takes_its_place()
    {
        TestRoom room = await OpenAsync(await HostAsync());
        DateTimeOffset retryAt = Harness.Clock.GetUtcNow() + TimeSpan.FromMinutes(70);
        _service.Failures.Enqueue(new ThrottledException("Later.", retryAt, wasSent: true));
        await PassUntilAsync(() => room.Changes == 1, TimeSpan.FromMinutes(61));
        Assert.Equal(ResourceState.Interrupted, room.State);
        Assert.IsType<ThrottledException>(room.Failure);
        await PassUntilAsync(() => room.Changes == 2, TimeSpan.FromMinutes(12));
        Assert.Equal((ResourceState.Live, "2", "refresh 1,replace 1"), (room.State, room.Current.Door, string.Join(',', _service.Calls)));
        await room.DisposeAsync();
    }

    [Fact]
    public async Task One_that_can_not_be_had_again_is_lost_and_says_why()
    {
        TestRoom room = await OpenAsync(await HostAsync());
        _service.Failures.Enqueue(Failure(isTransient: false));
        _service.Failures.Enqueue(Failure(isTransient: false));
        await PassUntilAsync(() => room.State is ResourceState.Lost, TimeSpan.FromMinutes(58));
        Assert.Equal(ResourceState.Lost, room.State);
        Assert.IsType<ProviderException>(room.Failure);
        Assert.True(room.WaitForChangeAsync(room.Changes).IsCompleted);
    }

    [Fact]
    public async Task What_a_renewal_brings_after_the_end_is_ended_too()
    {
        TestRoom room = await OpenAsync(await HostAsync());
        TaskCompletionSource answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _service.Hold = answer.Task;
        await PassUntilAsync(() => _service.Calls.Count == 1, TimeSpan.FromMinutes(56));
        Task ending = room.EndAsync();
        Harness.Clock.Advance(TimeSpan.FromSeconds(6));
        await ending;
        answer.SetResult();
        await ProviderHarness.UntilAsync(() => _service.Calls.Count == 3);
        Assert.Equal(["refresh 1", "end 1", "end 1"], _service.Calls);
    }

    [Fact]
    public async Task A_sign_out_ends_it_before_the_provider_is_told()
    {
        ContractHost host = await HostAsync();
        TestRoom room = await OpenAsync(host);
        int told = -1;
        _service.OnCall = () => told = Server.Calls("revoke");
        await room.Account.SignOutAsync();
        Assert.Equal((0, 1, ResourceState.Ended, "end 1"), (told, Server.Calls("revoke"), room.State, string.Join(',', _service.Calls)));
    }

    [Fact]
    public async Task A_sign_out_elsewhere_loses_it()
    {
        Harness.WatchInterval = TimeSpan.FromSeconds(1);
        TestRoom room = await OpenAsync(await HostAsync());
        await (await Front(await HostAsync()).FindAsync())!.SignOutAsync();
        await PassUntilAsync(() => room.State is ResourceState.Lost, TimeSpan.FromSeconds(5));
        Assert.Equal(ResourceState.Lost, room.State);
        Assert.Equal(SignInReason.SignedOut, Assert.IsType<SignInRequiredException>(room.Failure).Reason);
    }

    [Fact]
    public async Task A_host_that_stops_ends_it_and_lets_none_begin()
    {
        ContractHost host = await HostAsync();
        TestRoom room = await OpenAsync(host);
        await host.DisposeAsync();
        Assert.Equal((ResourceState.Ended, "end 1"), (room.State, string.Join(',', _service.Calls)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => OpenAsync(host, room.Account));

        // Whether the lease or the account stopped it first: nothing stays open.
        Assert.Equal(Enumerable.Range(1, _service.Opened).Select(static door => $"end {door}"), _service.Calls);
    }

    [Fact]
    public async Task One_that_can_not_be_recorded_is_ended_and_not_handed_out()
    {
        FailingStore store = new(Harness.Store);
        Harness.Store = store;
        ContractHost host = await HostAsync();
        ToyAccount account = await SignInAsync(host);
        store.IsFull = true;
        await Assert.ThrowsAsync<CredentialStoreException>(() => OpenAsync(host, account));
        Assert.Equal(["end 1"], _service.Calls);
    }

    [Fact]
    public async Task The_next_start_after_a_kill_ends_it_once_and_leaves_those_of_the_living_alone()
    {
        ContractHost dead = await HostAsync();
        TestRoom left = await OpenAsync(dead);
        Harness.Store = await StoreCopy.OfAsync(Harness.Store, Harness.Clock);
        ContractHost living = await HostAsync();
        await OpenAsync(living, (await Front(living).FindAsync())!);
        ContractHost next = await HostAsync();
        ToyAccount account = (await Front(next).FindAsync())!;
        List<string> ended = [];
        await Records(next).EndOrphansOnceAsync(account, EndAsync, CancellationToken.None);
        await Records(next).EndOrphansOnceAsync(account, EndAsync, CancellationToken.None);
        Assert.Equal(["1"], ended);
        Assert.Empty(await Records(next).FindOrphansAsync(account, CancellationToken.None));
        Assert.Equal(ResourceState.Live, left.State);

        Task<bool> EndAsync(Room room, CancellationToken cancellationToken)
        {
            ended.Add(room.Door);
            return Task.FromResult(true);
        }
    }

    [Fact]
    public async Task What_others_keep_alive_is_neither_one_s_own_nor_that_of_the_dead()
    {
        await OpenAsync(await HostAsync());
        Harness.Store = await StoreCopy.OfAsync(Harness.Store, Harness.Clock);
        ContractHost host = await HostAsync();
        ContractHost other = await HostAsync();
        ToyAccount account = (await Front(host).FindAsync())!;
        ToyAccount theirs = (await Front(other).FindAsync())!;
        await OpenAsync(host, account);
        Assert.Empty(await Records(host).FindOthersAsync(account, CancellationToken.None));
        TestRoom room = await OpenAsync(other, theirs);
        Assert.Equal(["3"], (await Records(host).FindOthersAsync(account, CancellationToken.None)).Select(static record => record.Value.Door));
        Assert.Equal(["2"], (await Records(other).FindOthersAsync(theirs, CancellationToken.None)).Select(static record => record.Value.Door));
        await room.EndAsync();
        Assert.Empty(await Records(host).FindOthersAsync(account, CancellationToken.None));
    }

    [Fact]
    public async Task An_orphan_that_can_not_be_ended_is_left_for_the_next_look()
    {
        await OpenAsync(await HostAsync());
        Harness.Store = await StoreCopy.OfAsync(Harness.Store, Harness.Clock);
        ContractHost next = await HostAsync();
        ToyAccount account = (await Front(next).FindAsync())!;
        LeasedRecords<Room> records = Records(next);
        int tries = 0;
        for (int i = 0; i < 3; i++)
        {
            await records.EndOrphansOnceAsync(account, (_, _) => ++tries == 1 ? throw Failure(isTransient: true) : Task.FromResult(true), CancellationToken.None);
        }

        Assert.Equal(2, tries);
    }

    private static ProviderException Failure(bool isTransient) => new("No.", 503, "no", isTransient);

    private static LeasedRecords<Room> Records(ContractHost host) => RecordSetTests.Context(host).LeasedRecords("room", LifetimeJson.Default.Room);

    private async Task<TestRoom> OpenAsync(ContractHost host, Account? account = null) =>
        await TestRoom.OpenAsync(account ?? await SignInAsync(host), _service, Records(host), Harness.Clock);

    private Task PassUntilAsync(Func<bool> happened, TimeSpan atMost)
    {
        DateTimeOffset end = Harness.Clock.GetUtcNow() + atMost;
        return ProviderHarness.UntilAsync(() =>
        {
            if (!happened() && Harness.Clock.NextTimer is { } next && Harness.Clock.GetUtcNow() + next <= end)
            {
                Harness.Clock.Advance(next);
            }

            return happened();
        });
    }
}
