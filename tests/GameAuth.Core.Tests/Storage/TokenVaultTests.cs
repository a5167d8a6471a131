using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class TokenVaultTests
{
    private static readonly RowKey Key = new("xbox/default/canary-owner", "canary-grant");
    private readonly MemoryTokenStore _store = new();
    private readonly TokenVault _vault;

    public TokenVaultTests() => _vault = new(_store, VaultedStore.Protector());

    private async Task<StoredRow> OnlyRowAsync()
    {
        List<StoredRow> rows = [];
        await foreach (StoredRow row in _store.ListAsync(null, default))
        {
            rows.Add(row);
        }

        return Assert.Single(rows, row => row.Key != StoreKeyCheck.Place);
    }

    private Task<RowVersion> SaveAsync(string value = "canary-value") => CreateAsync(_vault, Key, Encoding.UTF8.GetBytes(value));

    private static async Task<RowVersion> CreateAsync(TokenVault vault, RowKey key, ReadOnlyMemory<byte> value = default)
    {
        RowVersion first = RowVersion.NewEpoch();
        Assert.True(await vault.TryWriteAsync(key, expected: null, first, value, default));
        return first;
    }

    [Fact]
    public async Task The_store_sees_neither_names_nor_value()
    {
        await SaveAsync();
        StoredRow stored = await OnlyRowAsync();
        string seen = stored.Key + Encoding.Latin1.GetString(stored.Row.Value.Span);
        Assert.DoesNotContain("canary", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("c\0a\0n\0a\0r\0y", seen, StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{64}$", stored.Key!.Value.Partition);
        Assert.Matches("^[0-9a-f]{64}$", stored.Key!.Value.Name);
    }

    [Fact]
    public async Task Equal_names_under_two_owners_look_different()
    {
        await CreateAsync(_vault, new("a", "grant"));
        await CreateAsync(_vault, new("b", "grant"));
        HashSet<string> names = [];
        await foreach (StoredRow row in _store.ListAsync(null, default))
        {
            Assert.True(names.Add(row.Key!.Value.Name));
        }

        Assert.Equal(3, names.Count);
    }

    [Fact]
    public async Task Another_key_is_told_and_not_taken_for_an_empty_store()
    {
        await SaveAsync();
        TokenVault other = new(_store, VaultedStore.Protector(100));
        Assert.Equal(RowState.WrongKey, (await other.ReadAsync(Key, default)).State);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () =>
            await other.TryWriteAsync(new("another", "row"), null, RowVersion.NewEpoch(), default, default));
        Assert.Equal(RowState.WrongKey, e.State);
    }

    [Fact]
    public async Task Of_two_first_runs_with_two_keys_one_is_told()
    {
        Task<RowVersion>[] runs = [.. ((byte[])[1, 100]).Select(start => Task.Run(() =>
            CreateAsync(new TokenVault(_store, VaultedStore.Protector(start)), new("run", $"{start}"))))];
        await Assert.ThrowsAsync<CredentialStoreException>(() => Task.WhenAll(runs));
        Assert.Equal(1, runs.Count(run => run.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task A_listing_has_the_rows_that_do_not_open_without_their_names()
    {
        RowVersion version = await SaveAsync();
        await CreateAsync(_vault, Key with { Name = "second" }, "x"u8.ToArray());
        StoredRow stored = await RowAsync(version);
        Assert.True(await _store.TryWriteAsync(stored.Key!.Value, version, version.Next(), "rubbish"u8.ToArray(), default));
        List<VaultRow> rows = [];
        await foreach (VaultRow row in _vault.ListAsync(Key.Partition, default))
        {
            rows.Add(row);
        }

        Assert.Equal(2, rows.Count);
        Assert.Single(rows, row => row.Key == Key with { Name = "second" } && row.Row.State == RowState.Found);
        Assert.Single(rows, row => row.Key is null && row.StoredKey == stored.Key && row.Row.State == RowState.Corrupt);
    }

    private async Task<StoredRow> RowAsync(RowVersion version)
    {
        await foreach (StoredRow row in _store.ListAsync(null, default))
        {
            if (row.Row.Version == version)
            {
                return row;
            }
        }

        throw new InvalidOperationException();
    }

    [Fact]
    public async Task A_rotated_key_opens_the_old_rows_in_their_places_and_seals_anew()
    {
        RowVersion version = await SaveAsync();
        TokenVault rotated = new(_store, new AesGcmTokenProtector("tests", new CallerKeySource(TestKeys.Key(100)), new CallerKeySource(TestKeys.Key(1))));
        Assert.Equal(RowState.Found, (await rotated.ReadAsync(Key, default)).State);
        Assert.True(await rotated.TryWriteAsync(Key, version, version.Next(), "new"u8.ToArray(), default));
        Assert.Equal(RowState.WrongKey, (await _vault.ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task A_row_that_does_not_open_can_be_replaced_by_its_version()
    {
        RowVersion version = await SaveAsync();
        StoredRow stored = await OnlyRowAsync();
        RowVersion damaged = version.Next();
        Assert.True(await _store.TryWriteAsync(stored.Key!.Value, version, damaged, new byte[1024], default));
        Row seen = await _vault.ReadAsync(Key, default);
        Assert.Equal((RowState.Corrupt, damaged), (seen.State, seen.Version));
        Assert.True(await _vault.TryWriteAsync(Key, seen.Version, seen.NextVersion(), "new"u8.ToArray(), default));
        Assert.Equal(RowState.Found, (await _vault.ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task A_row_moved_to_another_place_does_not_open()
    {
        RowVersion version = await SaveAsync();
        StoredRow stored = await OnlyRowAsync();
        Assert.True(await _store.TryDeleteAsync(stored.Key!.Value, version, default));
        await CreateAsync(_vault, new("other", "row"));
        StoredRow other = await OnlyRowAsync();
        Assert.True(await _store.TryDeleteAsync(other.Key!.Value, other.Row.Version, default));
        Assert.True(await _store.TryWriteAsync(other.Key!.Value, null, version, stored.Row.Value, default));
        Assert.Equal(RowState.Corrupt, (await _vault.ReadAsync(new("other", "row"), default)).State);
    }

    [Fact]
    public async Task A_newer_schema_is_told_and_has_no_version_to_write_over()
    {
        await SaveAsync();
        StoredRow stored = await OnlyRowAsync();
        AesGcmTokenProtector protector = VaultedStore.Protector();
        await protector.PrepareAsync(default);
        RowVersion next = stored.Row.Version.Next();
        Assert.True(await _store.TryWriteAsync(stored.Key!.Value, stored.Row.Version, next, protector.Protect([2, 0, 9, 9], stored.Key.Value, next), default));
        Row seen = await _vault.ReadAsync(Key, default);
        Assert.Equal((RowState.NewerFormat, default), (seen.State, seen.Version));
        Assert.False(await _vault.TryWriteAsync(Key, seen.Version, seen.NextVersion(), "old"u8.ToArray(), default));
        Assert.False(await _vault.TryDeleteAsync(Key, seen.Version, default));
    }

    [Fact]
    public async Task Two_first_runs_agree_on_one_value()
    {
        Row[] rows = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(async () =>
        {
            TokenVault vault = new(_store, VaultedStore.Protector());
            await vault.TryWriteAsync(Key, expected: null, RowVersion.NewEpoch(), new byte[] { (byte)i }, default);
            return await vault.ReadAsync(Key, default);
        })));
        Assert.Single(rows.Select(row => (row.Version, row.Value.Span[0])).Distinct());
    }

    [Fact]
    public async Task Creating_does_not_replace_what_it_cannot_open()
    {
        RowVersion version = await SaveAsync();
        StoredRow stored = await OnlyRowAsync();
        Assert.True(await _store.TryWriteAsync(stored.Key!.Value, version, version.Next(), "rubbish"u8.ToArray(), default));
        Assert.False(await _vault.TryWriteAsync(Key, expected: null, RowVersion.NewEpoch(), default, default));
        Assert.Equal(RowState.Corrupt, (await _vault.ReadAsync(Key, default)).State);
        Assert.Equal("rubbish"u8.ToArray(), (await OnlyRowAsync()).Row.Value.ToArray());
    }

    [Fact]
    public async Task A_locked_keyring_is_a_state_for_a_reader_an_error_for_a_writer_and_passes()
    {
        FakeKeySource keyring = new() { Locked = true };
        TokenVault vault = new(_store, new AesGcmTokenProtector("tests", keyring));
        Assert.Equal(RowState.KeyUnavailable, (await vault.ReadAsync(Key, default)).State);
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(async () =>
            await vault.TryWriteAsync(Key, null, RowVersion.NewEpoch(), default, default));
        Assert.Equal(RowState.KeyUnavailable, e.State);
        Assert.Contains("unlock it", vault.Refusal(RowState.KeyUnavailable).Message, StringComparison.Ordinal);
        keyring.Locked = false;
        Assert.Equal(RowState.Missing, (await vault.ReadAsync(Key, default)).State);
    }
}
