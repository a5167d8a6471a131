using GameAuth.StoreContract;
using GameAuth.Storage;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Storage;

public sealed class RowLeasesTests
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(15);

    private readonly FakeClock _clock = new();
    private readonly LeaseTable _table = new();

    private RowLeases Open() => new TableLeases(_table, _clock);

    private async Task<IStoreLease?> TakeAsync() => await Open().LeaseAsync("a", TimeSpan.Zero, default);

    [Fact]
    public async Task A_holder_that_lives_keeps_its_lease()
    {
        await using IStoreLease? held = await TakeAsync();
        for (int i = 0; i < 10; i++)
        {
            await _clock.AdvanceAsync(Life / 2);
            Assert.Null(await TakeAsync());
        }

        Assert.False(held!.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task The_lease_of_a_dead_holder_is_free_at_its_end()
    {
        _table.Rows["a"] = (new byte[16], _clock.GetUtcNow() + Life);
        _clock.Advance(Life - TimeSpan.FromSeconds(1));
        Assert.Null(await TakeAsync());
        _clock.Advance(TimeSpan.FromSeconds(1));
        await using IStoreLease? taken = await TakeAsync();
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task A_holder_whose_row_somebody_else_has_is_told_and_does_not_delete_it()
    {
        IStoreLease? held = await TakeAsync();
        _table.Rows["a"] = (new byte[16], _clock.GetUtcNow() + TimeSpan.FromHours(1));
        await _clock.RunUntilAsync(held!.Lost.WaitAsync(), Life);
        await held.DisposeAsync();
        Assert.True(_table.Rows.ContainsKey("a"));
    }

    [Fact]
    public async Task A_holder_that_can_not_renew_has_lost_it_when_its_life_has_passed_and_not_before()
    {
        await using IStoreLease? held = await TakeAsync();
        _table.IsDown = true;
        await _clock.AdvanceAsync(Life - TimeSpan.FromSeconds(1));
        Assert.False(held!.Lost.IsCancellationRequested);
        await _clock.RunUntilAsync(held.Lost.WaitAsync(), TimeSpan.FromSeconds(3));
        _table.IsDown = false;
    }

    [Fact]
    public async Task A_store_that_was_away_for_a_moment_costs_no_lease()
    {
        await using IStoreLease? held = await TakeAsync();
        _table.IsDown = true;
        await _clock.AdvanceAsync(Life / 2);
        _table.IsDown = false;
        await _clock.AdvanceAsync(3 * Life);
        Assert.False(held!.Lost.IsCancellationRequested);
        Assert.Null(await TakeAsync());
    }

    [Fact]
    public async Task A_call_that_failed_after_it_wrote_the_row_takes_it_back()
    {
        _table.FailsAfterTaking = true;
        await Assert.ThrowsAsync<CredentialStoreException>(TakeAsync);
        Assert.Empty(_table.Rows);
    }

    [Fact]
    public async Task A_lease_is_given_back_though_the_store_is_away()
    {
        IStoreLease? held = await TakeAsync();
        _table.IsDown = true;
        await held!.DisposeAsync();
        _table.IsDown = false;
        Assert.Null(await TakeAsync());
        _clock.Advance(Life);
        await using IStoreLease? next = await TakeAsync();
        Assert.NotNull(next);
    }

    [Fact]
    public void A_life_is_longer_than_nothing() => Assert.Throws<ArgumentOutOfRangeException>(() => new TableLeases(_table, _clock, TimeSpan.Zero));
}

/// <summary>Leases in a table that fails when a test wants it to.</summary>
internal sealed class LeaseTable
{
    public Dictionary<string, (byte[] Holder, DateTimeOffset EndsAt)> Rows { get; } = [];

    public bool IsDown { get; set; }

    public bool FailsAfterTaking { get; set; }
}

internal sealed class TableLeases(LeaseTable table, TimeProvider clock, TimeSpan? life = null) : RowLeases(clock, life ?? TimeSpan.FromSeconds(15))
{
    private readonly TimeProvider _clock = clock;

    protected override ValueTask<bool> TryTakeAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken)
    {
        lock (table)
        {
            ThrowIf(table.IsDown);
            if (table.Rows.TryGetValue(name, out (byte[], DateTimeOffset EndsAt) row) && row.EndsAt > _clock.GetUtcNow())
            {
                return new(false);
            }

            table.Rows[name] = (holder.ToArray(), _clock.GetUtcNow() + Life);
            ThrowIf(table.FailsAfterTaking);
            return new(true);
        }
    }

    protected override ValueTask<bool> RenewAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken)
    {
        lock (table)
        {
            ThrowIf(table.IsDown);
            if (!IsHeldBy(name, holder))
            {
                return new(false);
            }

            table.Rows[name] = (holder.ToArray(), _clock.GetUtcNow() + Life);
            return new(true);
        }
    }

    protected override ValueTask GiveBackAsync(string name, ReadOnlyMemory<byte> holder, CancellationToken cancellationToken)
    {
        lock (table)
        {
            ThrowIf(table.IsDown);
            if (IsHeldBy(name, holder))
            {
                table.Rows.Remove(name);
            }

            return ValueTask.CompletedTask;
        }
    }

    private bool IsHeldBy(string name, ReadOnlyMemory<byte> holder) => table.Rows.TryGetValue(name, out (byte[] Holder, DateTimeOffset) row) && row.Holder.AsSpan().SequenceEqual(holder.Span);

    private static void ThrowIf(bool isDown)
    {
        if (isDown)
        {
            throw new CredentialStoreException("The table is away.", RowState.StoreUnavailable);
        }
    }
}

/// <summary>Over a table of rows, what every store's leases do.</summary>
public sealed class RowLeasesContractTests : TokenStoreLeaseContract
{
    private readonly LeaseTable _table = new();
    private readonly MemoryTokenStore _rows = new();

    protected override ITokenStore Open() => new LeasedStore(_rows, new TableLeases(_table, TimeProvider.System));

    private sealed class LeasedStore(MemoryTokenStore rows, RowLeases leases) : ITokenStore
    {
        public ValueTask<IStoreLease?> LeaseAsync(string name, TimeSpan wait, CancellationToken cancellationToken) => leases.LeaseAsync(name, wait, cancellationToken);

        public ValueTask<Row> ReadAsync(RowKey key, CancellationToken cancellationToken) => rows.ReadAsync(key, cancellationToken);

        public IAsyncEnumerable<StoredRow> ListAsync(string? partition, CancellationToken cancellationToken) => rows.ListAsync(partition, cancellationToken);

        public ValueTask<bool> TryWriteAsync(RowKey key, RowVersion? expected, RowVersion next, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
            rows.TryWriteAsync(key, expected, next, value, cancellationToken);

        public ValueTask<bool> TryDeleteAsync(RowKey key, RowVersion expected, CancellationToken cancellationToken) => rows.TryDeleteAsync(key, expected, cancellationToken);

        public ValueTask ClearAsync(CancellationToken cancellationToken) => rows.ClearAsync(cancellationToken);
    }
}

internal static class LostLease
{
    /// <summary>A task that ends when a lease is lost.</summary>
    public static Task WaitAsync(this CancellationToken lost)
    {
        TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lost.Register(() => source.TrySetResult());
        return source.Task;
    }
}
