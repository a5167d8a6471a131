using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>After a complete rewrap the old key and a copy of the directory open nothing: no version of a row, no copy of a damaged one.</summary>
public sealed class KeyRotationTests : FileStoreFixture
{
    private const int Rows = 6;

    private static readonly AesGcmTokenProtector Old = VaultedStore.Protector();
    private static readonly AesGcmTokenProtector New = VaultedStore.Protector(100);
    private static readonly AesGcmTokenProtector Both = new("tests", new CallerKeySource(TestKeys.Key(100)), new CallerKeySource(TestKeys.Key(1)));

    [Fact]
    public async Task The_old_key_opens_no_byte_of_the_directory_afterwards()
    {
        await FillAsync();
        await DamageOneAsync();
        Assert.True(await OpenSlotsAsync() > 2 * Rows);
        RewrapReport report = await new TokenStoreMaintenance(Open(), Both).RewrapAllAsync();
        Assert.Equal((new RewrapReport(Rows + 1, 0, 0, 1), true), (report, report.IsComplete));
        Assert.Equal(0, await OpenSlotsAsync());
        Assert.Empty(Quarantined());
        await AssertHoldsAsync(New);
    }

    [Fact]
    public async Task A_row_that_was_saved_once_since_the_change_of_the_key_is_not_passed_over()
    {
        await FillAsync();
        await SaveAsync(Both, 0, "value 0");
        Assert.Equal(Rows + 1, (await new TokenStoreMaintenance(Open(), Both).RewrapAllAsync()).Rewrapped);
        Assert.Equal(0, await OpenSlotsAsync());
    }

    [Fact]
    public async Task A_run_that_was_cut_off_after_any_write_is_ended_by_the_next()
    {
        for (int writes = 0; writes < 2 * (Rows + 1); writes++)
        {
            await FillAsync();
            await DamageOneAsync();
            await Assert.ThrowsAsync<ProcessDiedException>(() => new TokenStoreMaintenance(new CutOffStore(Open(), writes), Both).RewrapAllAsync());
            Assert.True(await OpenSlotsAsync() > 0);
            await AssertHoldsAsync(Both);
            Assert.True((await new TokenStoreMaintenance(Open(), Both).RewrapAllAsync()).IsComplete);
            Assert.Equal(0, await OpenSlotsAsync());
            await AssertHoldsAsync(New);
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_complete_store_is_left_as_it_is()
    {
        await FillAsync();
        await new TokenStoreMaintenance(Open(), Both).RewrapAllAsync();
        Assert.Equal(new RewrapReport(0, Rows + 1, 0, 0), await new TokenStoreMaintenance(new CutOffStore(Open(), 0), Both).RewrapAllAsync());
    }

    [Fact]
    public async Task A_check_counts_a_row_whose_version_before_has_the_old_key()
    {
        await FillAsync();
        await new TokenStoreMaintenance(Open(), Both).RewrapAllAsync();
        Assert.Equal(0, (await new TokenStoreMaintenance(Open(), Both).CheckAsync()).OlderKey);
        await SaveAsync(new AesGcmTokenProtector("tests", new CallerKeySource(TestKeys.Key(1)), new CallerKeySource(TestKeys.Key(100))), 0, "value 0");
        await SaveAsync(Both, 0, "value 0");
        Assert.Equal(1, (await new TokenStoreMaintenance(Open(), Both).CheckAsync()).OlderKey);
    }

    [Fact]
    public async Task A_damaged_slot_is_overwritten_too_since_the_old_key_may_open_what_is_left_of_it()
    {
        await FillAsync();
        string file = Entry();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[NewestSlot(bytes) + 8] ^= 0xFF;
        await File.WriteAllBytesAsync(file, bytes);
        Assert.True((await new TokenStoreMaintenance(Open(), Both).RewrapAllAsync()).IsComplete);
        Assert.Equal(0, await OpenSlotsAsync());
    }

    [Fact]
    public async Task What_a_writer_left_that_died_is_deleted()
    {
        await FillAsync();
        FileTokenStore open = Open();
        await open.OpenAsync();
        string left = StoreLayout.Temporary(Entry());
        File.Copy(Entry(), left);
        await new TokenStoreMaintenance(open, Both).RewrapAllAsync();
        Assert.False(File.Exists(left));
        Assert.Equal(0, await OpenSlotsAsync());
    }

    [Fact]
    public async Task Copies_stay_while_a_row_does_not_open()
    {
        await FillAsync();
        string file = Entry();
        byte[] damaged = await File.ReadAllBytesAsync(file);
        damaged[8] ^= 0xFF;
        damaged[(damaged.Length / 2) + 8] ^= 0xFF;
        await File.WriteAllBytesAsync(file, damaged);
        RewrapReport report = await new TokenStoreMaintenance(Open(), Both).RewrapAllAsync();
        Assert.Equal((1, 0, false), (report.NotOpened, report.Discarded, report.IsComplete));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(Assert.Single(Quarantined())));
    }

    private static RowKey KeyOf(int i) => new($"owner {i % 2}", $"row {i}");

    private string Entry() => System.IO.Directory.GetFiles(Path.Combine(Directory, "entries")).First(path => Path.GetFileName(path) != StoreLayout.EntryName(StoreKeyCheck.Place));

    private async Task FillAsync()
    {
        for (int i = 0; i < Rows; i++)
        {
            await SaveAsync(Old, i, $"older value {i}");
            await SaveAsync(Old, i, $"value {i}");
        }
    }

    private async Task SaveAsync(ITokenProtector protector, int i, string value)
    {
        TokenVault vault = new(Open(), protector);
        Row seen = await vault.ReadAsync(KeyOf(i), default);
        Assert.True(await vault.TryWriteAsync(KeyOf(i), seen.State == RowState.Missing ? null : seen.Version, seen.NextVersion(), Encoding.UTF8.GetBytes(value), default));
    }

    /// <summary>Damages the headers of one row's file, so that a copy with two whole values is kept aside, and saves the row again.</summary>
    private async Task DamageOneAsync()
    {
        string file = Entry();
        byte[] damaged = await File.ReadAllBytesAsync(file);
        damaged[8] ^= 0xFF;
        damaged[(damaged.Length / 2) + 8] ^= 0xFF;
        await File.WriteAllBytesAsync(file, damaged);
        TokenVault vault = new(Open(), Old);
        for (int i = 0; i < Rows; i++)
        {
            if ((await vault.ReadAsync(KeyOf(i), default)).State == RowState.Corrupt)
            {
                await SaveAsync(Old, i, $"value {i}");
            }
        }

        Assert.Single(Quarantined());
    }

    private async Task AssertHoldsAsync(ITokenProtector protector)
    {
        TokenVault vault = new(Open(), protector);
        for (int i = 0; i < Rows; i++)
        {
            Row row = await vault.ReadAsync(KeyOf(i), default);
            Assert.Equal((RowState.Found, $"value {i}"), (row.State, Encoding.UTF8.GetString(row.Value.Span)));
        }
    }

    /// <summary>What somebody finds who has the old key and all files, and cares for no checksum.</summary>
    private async Task<int> OpenSlotsAsync()
    {
        await Old.PrepareAsync(default);
        int count = 0;
        foreach (string path in System.IO.Directory.GetFiles(Directory, "*", SearchOption.AllDirectories))
        {
            byte[] file = await File.ReadAllBytesAsync(path);
            for (int at = 0; at + SlotHeader.Size <= file.Length; at += SlotFormat.Alignment)
            {
                count += IsOpen(file.AsSpan(at)) ? 1 : 0;
            }
        }

        return count;
    }

    private static bool IsOpen(ReadOnlySpan<byte> slot)
    {
        int body = BitConverter.ToInt32(slot[48..]);
        int partition = BitConverter.ToUInt16(slot[52..]);
        int names = partition + BitConverter.ToUInt16(slot[54..]);
        if (body < names || body > slot.Length - SlotHeader.Size)
        {
            return false;
        }

        ReadOnlySpan<byte> content = slot.Slice(SlotHeader.Size, body);
        RowKey key = new(Encoding.Unicode.GetString(content[..partition]), Encoding.Unicode.GetString(content[partition..names]));
        return Old.Unprotect(content[names..], key, new RowVersion(BitConverter.ToUInt64(slot[32..]), BitConverter.ToUInt64(slot[40..])), out _) == RowState.Found;
    }
}
