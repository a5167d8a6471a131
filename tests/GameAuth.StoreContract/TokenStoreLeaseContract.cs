using GameAuth.Storage;

namespace GameAuth.StoreContract;

/// <summary>What every token store must do with leases. Derive per store; each call of <see cref="Open"/> gives an instance over the same rows.</summary>
public abstract class TokenStoreLeaseContract
{
    private const string Name = "a lease";

    protected abstract ITokenStore Open();

    [Fact]
    public async Task A_held_lease_is_refused_at_once_to_who_does_not_wait()
    {
        await using IStoreLease? held = await Open().LeaseAsync(Name, TimeSpan.Zero, default);
        Assert.NotNull(held);
        Assert.Null(await Open().LeaseAsync(Name, TimeSpan.Zero, default));
    }

    [Fact]
    public async Task A_lease_goes_on_when_it_is_given_back()
    {
        IStoreLease? held = await Open().LeaseAsync(Name, TimeSpan.Zero, default);
        await held!.DisposeAsync();
        await using IStoreLease? next = await Open().LeaseAsync(Name, TimeSpan.Zero, default);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Giving_back_twice_does_not_free_the_next_holder()
    {
        ITokenStore store = Open();
        IStoreLease? first = await store.LeaseAsync(Name, TimeSpan.Zero, default);
        await first!.DisposeAsync();
        await using IStoreLease? second = await store.LeaseAsync(Name, TimeSpan.Zero, default);
        await first.DisposeAsync();
        Assert.Null(await store.LeaseAsync(Name, TimeSpan.Zero, default));
    }

    [Fact]
    public async Task Different_names_are_different_leases()
    {
        ITokenStore store = Open();
        await using IStoreLease? first = await store.LeaseAsync("../A", TimeSpan.Zero, default);
        await using IStoreLease? second = await store.LeaseAsync("../a", TimeSpan.Zero, default);
        Assert.True(first is not null && second is not null);
    }

    [Fact]
    public async Task A_wait_ends_with_nothing_when_its_time_has_passed()
    {
        ITokenStore store = Open();
        await using IStoreLease? held = await store.LeaseAsync(Name, TimeSpan.Zero, default);
        Assert.Null(await store.LeaseAsync(Name, TimeSpan.FromMilliseconds(1), default));
        Assert.Null(await Open().LeaseAsync(Name, TimeSpan.FromMilliseconds(1), default));
    }

    [Fact]
    public async Task A_waiter_of_another_instance_gets_the_lease_that_is_given_back()
    {
        IStoreLease? held = await Open().LeaseAsync(Name, TimeSpan.Zero, default);
        Task<IStoreLease?> waiter = Open().LeaseAsync(Name, Timeout.InfiniteTimeSpan, default).AsTask();
        Assert.False(waiter.IsCompleted);
        await held!.DisposeAsync();
        await using IStoreLease? got = await waiter;
        Assert.NotNull(got);
    }

    [Fact]
    public async Task Waiters_of_one_instance_come_in_their_order()
    {
        ITokenStore store = Open();
        IStoreLease? held = await store.LeaseAsync(Name, TimeSpan.Zero, default);
        List<int> order = [];
        Task[] waiters = [.. Enumerable.Range(0, 16).Select(i => QueueAsync(store, i, order))];
        await held!.DisposeAsync();
        await Task.WhenAll(waiters);
        Assert.Equal(Enumerable.Range(0, 16), order);
    }

    private static async Task QueueAsync(ITokenStore store, int number, List<int> order)
    {
        await using IStoreLease? lease = await store.LeaseAsync(Name, Timeout.InfiniteTimeSpan, default);
        order.Add(number);
    }

    [Fact]
    public async Task A_cancelled_waiter_leaves_the_queue()
    {
        ITokenStore store = Open();
        IStoreLease? held = await store.LeaseAsync(Name, TimeSpan.Zero, default);
        using CancellationTokenSource cancel = new();
        Task<IStoreLease?> gone = store.LeaseAsync(Name, Timeout.InfiniteTimeSpan, cancel.Token).AsTask();
        Task<IStoreLease?> stays = store.LeaseAsync(Name, Timeout.InfiniteTimeSpan, default).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        await held!.DisposeAsync();
        await using IStoreLease? got = await stays;
        Assert.NotNull(got);
    }

    [Fact]
    public async Task A_lease_does_not_keep_others_from_reading_and_writing()
    {
        ITokenStore store = Open();
        await using IStoreLease? held = await store.LeaseAsync(Name, TimeSpan.Zero, default);
        Assert.True(await Open().TryWriteAsync(new("owner", Name), null, RowVersion.NewEpoch(), "one"u8.ToArray(), default));
        Assert.Equal(RowState.Found, (await Open().ReadAsync(new("owner", Name), default)).State);
    }

    [Fact]
    public async Task A_lease_is_held_by_one_at_a_time_among_many()
    {
        ITokenStore[] stores = [Open(), Open()];
        int holders = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            await using IStoreLease? lease = await stores[i % 2].LeaseAsync(Name, Timeout.InfiniteTimeSpan, default);
            int now = Interlocked.Increment(ref holders);
            most = Math.Max(most, now);
            await Task.Yield();
            Interlocked.Decrement(ref holders);
        })));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task A_negative_wait_is_refused() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Open().LeaseAsync(Name, TimeSpan.FromSeconds(-2), default));
}
