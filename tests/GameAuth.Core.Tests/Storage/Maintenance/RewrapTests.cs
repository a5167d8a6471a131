using GameAuth.Storage;
using GameAuth.Testing;

namespace GameAuth.Core.Tests.Storage;

public sealed class RewrapTests : MaintenanceFixture
{
    [Fact]
    public async Task Every_row_opens_with_the_new_key_alone_afterwards()
    {
        await FillAsync(10);
        RewrapReport report = await new TokenStoreMaintenance(Store, Both).RewrapAllAsync();
        Assert.Equal(new RewrapReport(11, 0, 0, 0), report);
        Assert.True(report.IsComplete);
        await AssertHoldsAsync(10, New);
    }

    [Fact]
    public async Task A_second_run_has_nothing_to_do()
    {
        await FillAsync(3);
        TokenStoreMaintenance maintenance = new(Store, Both);
        await maintenance.RewrapAllAsync();
        List<StoredRow> before = await RowsAsync();
        Assert.Equal(new RewrapReport(0, 4, 0, 0), await maintenance.RewrapAllAsync());
        Assert.Equal(before.Select(row => row.Row.Version), (await RowsAsync()).Select(row => row.Row.Version));
    }

    [Fact]
    public async Task A_run_that_was_cut_off_after_any_write_goes_on()
    {
        await FillAsync(4);
        for (int writes = 0; writes <= 5; writes++)
        {
            await Store.ClearAsync(default);
            await FillAsync(4);
            await Record.ExceptionAsync(() => new TokenStoreMaintenance(new CutOffStore(Store, writes), Both).RewrapAllAsync());
            await AssertHoldsAsync(4, Both);
            Assert.Equal(new RewrapReport(5 - writes, writes, 0, 0), await new TokenStoreMaintenance(Store, Both).RewrapAllAsync());
            await AssertHoldsAsync(4, New);
        }
    }

    [Fact]
    public async Task A_row_that_changes_meanwhile_keeps_the_change()
    {
        await FillAsync(1);
        TokenVault vault = new(Store, Old);
        RecordingStore recording = new(Store);
        HeldStoreCall held = recording.Hold(StoreOperation.Write);
        Task<RewrapReport> run = new TokenStoreMaintenance(recording, Both).RewrapAllAsync();
        await held.Reached.WaitAsync(TimeSpan.FromSeconds(30));
        Row row = await vault.ReadAsync(Key(0), default);
        Assert.True(await vault.TryWriteAsync(Key(0), row.Version, row.NextVersion(), "changed"u8.ToArray(), default));
        held.Release();
        Assert.Equal(2, (await run).Rewrapped);
        Assert.Equal("changed"u8.ToArray(), (await new TokenVault(Store, New).ReadAsync(Key(0), default)).Value.ToArray());
    }

    [Fact]
    public async Task A_row_that_does_not_open_is_left_as_it_is_and_told()
    {
        await FillAsync(2);
        RowKey damaged = (await OneAsync()).Key!.Value;
        await DamageAsync(damaged);
        Row before = await Store.ReadAsync(damaged, default);
        RewrapReport report = await new TokenStoreMaintenance(Store, Both).RewrapAllAsync();
        Assert.Equal((new RewrapReport(2, 0, 1, 0), false), (report, report.IsComplete));
        Assert.Equal(before.Version, (await Store.ReadAsync(damaged, default)).Version);
    }

    [Fact]
    public async Task The_doubt_of_a_recovered_row_survives()
    {
        await FillAsync(1);
        RecoveredStore recovered = new(Store);
        Assert.True((await new TokenStoreMaintenance(recovered, Both).RewrapAllAsync()).IsComplete);
        await AssertHoldsAsync(1, New, RowState.Recovered);
        Assert.Equal(1, (await new TokenStoreMaintenance(Store, New).CheckAsync()).Recovered);
        Row row = await new TokenVault(Store, New).ReadAsync(Key(0), default);
        Assert.True(await new TokenVault(Store, New).TryWriteAsync(Key(0), row.Version, row.NextVersion(), "value 0"u8.ToArray(), default));
        await AssertHoldsAsync(1, New);
    }
}
