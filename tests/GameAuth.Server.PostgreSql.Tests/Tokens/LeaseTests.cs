using GameAuth.Storage;
using GameAuth.Testing;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Leases as rows: how they end, are renewed and are lost.</summary>
public sealed class LeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan s_hang = TimeSpan.FromSeconds(60);
    private readonly TokenStores _stores = new(TokenStores.DirectAsync);
    private readonly FakeClock _clock = new();

    public Task InitializeAsync() => _stores.StartAsync();

    public Task DisposeAsync() => _stores.EndAsync();

    private async Task<object[]> QueryAsync(string sql) => await (await Cluster.SharedAsync()).QueryAsync(sql.Replace("{schema}", _stores.Schema, StringComparison.Ordinal));

    private static async Task LostAsync(IStoreLease lease)
    {
        TaskCompletionSource lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration told = lease.Lost.Register(lost.SetResult);
        await lost.Task.WaitAsync(s_hang);
    }

    [Fact]
    public async Task The_lease_of_a_dead_holder_ends_by_itself()
    {
        PostgreSqlTokenStore dead = new(_stores.Options(), _clock);
        Assert.NotNull(await dead.LeaseAsync("work", TimeSpan.Zero, default));
        PostgreSqlTokenStore other = _stores.Open(_clock);
        Assert.Null(await other.LeaseAsync("work", TimeSpan.Zero, default));
        await dead.DisposeAsync();
        _clock.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromMilliseconds(1));
        Assert.Null(await other.LeaseAsync("work", TimeSpan.Zero, default));
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await using IStoreLease? taken = await other.LeaseAsync("work", TimeSpan.Zero, default);
        Assert.NotNull(taken);
    }

    [Fact]
    public async Task A_held_lease_is_renewed()
    {
        PostgreSqlTokenStore store = _stores.Open(_clock);
        PostgreSqlTokenStore other = _stores.Open(_clock);
        await using IStoreLease? lease = await store.LeaseAsync("work", TimeSpan.Zero, default);
        DateTimeOffset end = await EndAsync();
        for (int third = 0; third < 6; third++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            using CancellationTokenSource limit = new(s_hang);
            while (await EndAsync() == end)
            {
                await Task.Delay(5, limit.Token);
            }

            Assert.Equal(end += TimeSpan.FromSeconds(10), await EndAsync());
            await _clock.WaitForTimersAsync(1, limit.Token);
        }

        Assert.Null(await other.LeaseAsync("work", TimeSpan.Zero, default));
        Assert.False(lease!.Lost.IsCancellationRequested);

        async Task<DateTimeOffset> EndAsync() => new((DateTime)Assert.Single(await QueryAsync("SELECT ends_at FROM \"{schema}\".leases")), TimeSpan.Zero);
    }

    [Fact]
    public async Task A_lease_that_somebody_else_has_is_lost()
    {
        await using IStoreLease? lease = await _stores.Open(_clock).LeaseAsync("work", TimeSpan.Zero, default);
        await QueryAsync("UPDATE \"{schema}\".leases SET holder = 'another'");
        _clock.Advance(TimeSpan.FromSeconds(10));
        await LostAsync(lease!);
        await lease!.DisposeAsync();
        Assert.Single(await QueryAsync("SELECT holder FROM \"{schema}\".leases"));
    }

    [Fact]
    public async Task A_lease_that_can_not_be_renewed_is_lost_before_its_row_ends()
    {
        PostgreSqlTokenStore store = new(_stores.Options(), _clock);
        IStoreLease? lease = await store.LeaseAsync("work", TimeSpan.Zero, default);
        await store.DisposeAsync();
        Task lost = LostAsync(lease!);
        await _clock.RunUntilAsync(lost, TimeSpan.FromSeconds(40));
        await lease!.DisposeAsync();
    }

    [Fact]
    public async Task Leases_that_ended_long_ago_are_swept()
    {
        PostgreSqlTokenStore store = _stores.Open(_clock);
        for (int i = 0; i < 6; i++)
        {
            PostgreSqlTokenStore dead = new(_stores.Options(), _clock);
            await dead.LeaseAsync($"process/{i}", TimeSpan.Zero, default);
            await dead.DisposeAsync();
        }

        _clock.Advance(TimeSpan.FromDays(2));
        for (int i = 0; i < 2; i++)
        {
            await using IStoreLease? lease = await store.LeaseAsync("process/0", TimeSpan.Zero, default);
            Assert.NotNull(lease);
        }

        Assert.Equal([0L], await QueryAsync("SELECT count(*) FROM \"{schema}\".leases"));
    }
}
