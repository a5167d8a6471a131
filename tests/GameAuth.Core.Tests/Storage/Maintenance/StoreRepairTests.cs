using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class StoreRepairTests : MaintenanceFixture
{
    [Fact]
    public async Task A_sound_store_is_left_alone()
    {
        await FillAsync(3);
        Assert.Equal(new RepairReport(false, 0, 0, 0), await new TokenStoreMaintenance(new CutOffStore(Store, 0), Old).RepairAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_without_its_founding_row_gets_every_row_back(bool lost)
    {
        await FillAsync(6);
        await (lost ? LoseAsync(StoreKeyCheck.Place) : DamageAsync(StoreKeyCheck.Place));
        Assert.Equal(new RepairReport(true, 6, 0, 0), await new TokenStoreMaintenance(Store, Old).RepairAsync());
        await AssertHoldsAsync(6, Old);
        Assert.True((await new TokenStoreMaintenance(Store, Old).CheckAsync()).IsSound);
        Assert.Equal(7, (await RowsAsync()).Count);
    }

    [Fact]
    public async Task Versions_go_along()
    {
        await FillAsync(1);
        RowVersion before = (await OneAsync()).Row.Version;
        await LoseAsync(StoreKeyCheck.Place);
        Assert.Equal(1, (await new TokenStoreMaintenance(Store, Old).RepairAsync()).Moved);
        Assert.Equal(before, Assert.Single(await RowsAsync(), row => row.Key != StoreKeyCheck.Place).Row.Version);
    }

    [Fact]
    public async Task A_repair_that_was_cut_off_after_any_change_is_made_again()
    {
        for (int changes = 0; changes < 7; changes++)
        {
            await Store.ClearAsync(default);
            await FillAsync(3);
            await LoseAsync(StoreKeyCheck.Place);
            await Assert.ThrowsAsync<ProcessDiedException>(() => new TokenStoreMaintenance(new CutOffStore(Store, changes), Old).RepairAsync());
            await new TokenStoreMaintenance(Store, Old).RepairAsync();
            await AssertHoldsAsync(3, Old);
            Assert.Equal(4, (await RowsAsync()).Count);
        }
    }

    [Fact]
    public async Task A_row_that_was_written_anew_meanwhile_wins()
    {
        await FillAsync(1);
        await LoseAsync(StoreKeyCheck.Place);
        TokenStoreMaintenance maintenance = new(Store, Old);
        await Assert.ThrowsAsync<ProcessDiedException>(() => new TokenStoreMaintenance(new CutOffStore(Store, 1), Old).RepairAsync());
        TokenVault vault = new(Store, Old);
        Assert.True(await vault.TryWriteAsync(Key(0), null, RowVersion.NewEpoch(), "newer"u8.ToArray(), default));
        Assert.Equal(new RepairReport(false, 0, 1, 0), await maintenance.RepairAsync());
        Assert.Equal("newer"u8.ToArray(), (await vault.ReadAsync(Key(0), default)).Value.ToArray());
    }

    [Fact]
    public async Task A_store_of_another_key_is_not_founded_anew()
    {
        await FillAsync(1);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(() => new TokenStoreMaintenance(new CutOffStore(Store, 0), New).RepairAsync());
        Assert.Equal(RowState.WrongKey, e.State);
    }
}
