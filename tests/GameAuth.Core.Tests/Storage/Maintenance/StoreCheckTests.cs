using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class StoreCheckTests : MaintenanceFixture
{
    [Fact]
    public async Task An_empty_store_is_sound()
    {
        StoreReport report = await new TokenStoreMaintenance(Store, Old).CheckAsync();
        Assert.Equal((RowState.Missing, 0, true), (report.Founding, report.Rows, report.IsSound));
    }

    [Fact]
    public async Task Rows_are_counted_by_state()
    {
        await FillAsync(4);
        await DamageAsync((await OneAsync()).Key!.Value);
        StoreReport report = await new TokenStoreMaintenance(Store, Both).CheckAsync();
        Assert.Equal(new StoreReport(RowState.Found, 4, 3, 0, 0, 1, 0, 3, 0), report);
        Assert.False(report.IsSound);
    }

    [Fact]
    public async Task Another_key_is_told_for_every_row()
    {
        await FillAsync(4);
        StoreReport report = await new TokenStoreMaintenance(Store, New).CheckAsync();
        Assert.Equal((RowState.WrongKey, 4, false), (report.Founding, report.WrongKey, report.IsSound));
    }

    [Fact]
    public async Task A_lost_founding_row_is_told()
    {
        await FillAsync(4);
        await LoseAsync(StoreKeyCheck.Place);
        StoreReport report = await new TokenStoreMaintenance(Store, Old).CheckAsync();
        Assert.Equal((RowState.Corrupt, 4, 4, false), (report.Founding, report.Found, report.Misplaced, report.IsSound));
    }

    [Fact]
    public async Task A_check_changes_nothing()
    {
        await FillAsync(2);
        List<StoredRow> before = await RowsAsync();
        await new TokenStoreMaintenance(new CutOffStore(Store, 0), Both).CheckAsync();
        Assert.Equal(before.Select(row => row.Row.Version), (await RowsAsync()).Select(row => row.Row.Version));
    }
}
