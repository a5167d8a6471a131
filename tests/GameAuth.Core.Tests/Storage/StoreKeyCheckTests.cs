using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class StoreKeyCheckTests
{
    private static readonly RowKey Key = new("owner", "row");

    private readonly MemoryTokenStore _store = new();
    private readonly TokenVault _vault;

    public StoreKeyCheckTests() => _vault = Open();

    [Fact]
    public async Task A_store_that_is_only_read_is_not_written_to()
    {
        Assert.Equal(RowState.Missing, (await _vault.ReadAsync(Key, default)).State);
        Assert.False(await _vault.TryDeleteAsync(Key, RowVersion.NewEpoch(), default));
        Assert.Equal(0, await CountAsync());
    }

    [Fact]
    public async Task Names_stay_hidden_alike_when_the_first_key_is_gone()
    {
        await SaveAsync(_vault, Key);
        RowKey before = await PlaceAsync();
        await ResealFoundingAsync(new AesGcmTokenProtector("tests", new CallerKeySource(TestKeys.Key(50)), new CallerKeySource(TestKeys.Key(1))), 50);
        TokenVault rotated = Open(50);
        Assert.Equal((RowState.WrongKey, before), ((await rotated.ReadAsync(Key, default)).State, await PlaceAsync()));
        await SaveAsync(rotated, Key with { Name = "another" });
    }

    [Fact]
    public async Task Another_master_key_is_told_with_both_ids_and_the_fix()
    {
        await SaveAsync(_vault, Key);
        AesGcmTokenProtector made = VaultedStore.Protector();
        AesGcmTokenProtector other = VaultedStore.Protector(50);
        await made.PrepareAsync(default);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(() => SaveAsync(new TokenVault(_store, other), Key with { Name = "new" }));
        Assert.Equal(RowState.WrongKey, e.State);
        Assert.All(
            [made.Key!.KeyId, other.Key!.KeyId, "Configure that key again", "gameauth store rewrap", "gameauth store forget", "Nothing was deleted"],
            part => Assert.Contains(part, e.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_stores_hide_one_name_differently()
    {
        await SaveAsync(_vault, Key);
        MemoryTokenStore second = new();
        await SaveAsync(new TokenVault(second, VaultedStore.Protector()), Key);
        Assert.NotEqual(await PlaceAsync(), await PlaceAsync(second));
    }

    [Fact]
    public async Task Two_first_runs_hide_names_alike()
    {
        TokenVault[] vaults = [.. Enumerable.Range(0, 8).Select(_ => Open())];
        await Task.WhenAll(vaults.Select((vault, i) => Task.Run(() => SaveAsync(vault, Key with { Name = $"{i}" }))));
        foreach (int i in Enumerable.Range(0, 8))
        {
            Assert.Equal(RowState.Found, (await vaults[7 - i].ReadAsync(Key with { Name = $"{i}" }, default)).State);
        }
    }

    [Fact]
    public async Task A_store_that_was_emptied_under_us_is_founded_again_with_the_same_names()
    {
        await SaveAsync(_vault, Key);
        RowKey before = await PlaceAsync();
        await ClearAsync();
        await SaveAsync(_vault, Key);
        Assert.Equal(before, await PlaceAsync());
        Assert.Equal(RowState.Found, (await Open().ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task A_store_that_another_founded_anew_is_written_to_under_its_names()
    {
        await SaveAsync(_vault, Key);
        await ClearAsync();
        TokenVault other = Open();
        await SaveAsync(other, Key with { Name = "other" });
        await SaveAsync(_vault, Key);
        Assert.Equal(RowState.Found, (await other.ReadAsync(Key, default)).State);
        Assert.Equal(RowState.Found, (await _vault.ReadAsync(Key with { Name = "other" }, default)).State);
    }

    [Fact]
    public async Task A_store_that_lost_its_founding_row_is_not_founded_anew()
    {
        await SaveAsync(_vault, Key);
        Row founding = await _store.ReadAsync(StoreKeyCheck.Place, default);
        Assert.True(await _store.TryDeleteAsync(StoreKeyCheck.Place, founding.Version, default));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await SaveAsync(Open(), Key));
        Assert.Equal(RowState.Corrupt, e.State);
        Assert.Contains("gameauth store repair", e.Message, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task A_damaged_founding_row_is_told_and_nothing_is_changed()
    {
        await SaveAsync(_vault, Key);
        Row founding = await _store.ReadAsync(StoreKeyCheck.Place, default);
        RowVersion damaged = founding.NextVersion();
        Assert.True(await _store.TryWriteAsync(StoreKeyCheck.Place, founding.Version, damaged, new byte[1024], default));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () => await Open().ReadAsync(Key, default));
        Assert.Equal(RowState.Corrupt, e.State);
        Assert.Equal(damaged, (await _store.ReadAsync(StoreKeyCheck.Place, default)).Version);
    }

    private TokenVault Open(byte key = 1) => new(_store, VaultedStore.Protector(key));

    private static async Task SaveAsync(TokenVault vault, RowKey key) =>
        Assert.True(await vault.TryWriteAsync(key, null, RowVersion.NewEpoch(), "value"u8.ToArray(), default));

    private async Task ResealFoundingAsync(AesGcmTokenProtector protector, byte current)
    {
        await protector.PrepareAsync(default);
        Row row = await _store.ReadAsync(StoreKeyCheck.Place, default);
        Assert.Equal(RowState.Found, protector.Unprotect(row.Value.Span, StoreKeyCheck.Place, row.Version, out byte[] names));
        RowVersion next = row.NextVersion();
        AesGcmTokenProtector alone = VaultedStore.Protector(current);
        await alone.PrepareAsync(default);
        Assert.True(await _store.TryWriteAsync(StoreKeyCheck.Place, row.Version, next, alone.Protect(names, StoreKeyCheck.Place, next), default));
    }

    private async Task ClearAsync()
    {
        foreach (StoredRow row in await RowsAsync(_store))
        {
            Assert.True(await _store.TryDeleteAsync(row.Key!.Value, row.Row.Version, default));
        }
    }

    private async Task<int> CountAsync() => (await RowsAsync(_store)).Count;

    private async Task<RowKey> PlaceAsync(MemoryTokenStore? store = null) =>
        (await RowsAsync(store ?? _store)).Single(row => row.Key != StoreKeyCheck.Place).Key!.Value;

    private static async Task<List<StoredRow>> RowsAsync(MemoryTokenStore store)
    {
        List<StoredRow> rows = [];
        await foreach (StoredRow row in store.ListAsync(null, default))
        {
            rows.Add(row);
        }

        return rows;
    }
}
