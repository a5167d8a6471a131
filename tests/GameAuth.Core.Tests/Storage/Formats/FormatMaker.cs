using System.Buffers.Binary;
using System.Text;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage.Formats;

/// <summary>Writes a store by the code of this release, and changes its files as a crash or a newer release would.</summary>
internal sealed class FormatMaker
{
    private readonly string _directory;
    private readonly FileTokenStore _store;
    private readonly AesGcmTokenProtector _protector;
    private readonly TokenVault _vault;

    public FormatMaker(string directory, MasterKeySource key, params IReadOnlyList<MasterKeySource> previous)
    {
        _directory = directory;
        _store = new FileTokenStore(directory);
        _protector = new AesGcmTokenProtector("fixture", key, previous);
        _vault = new TokenVault(_store, _protector);
    }

    public delegate void FileChange(EntryBytes file);

    public FormatMaker SealWith(MasterKeySource key, MasterKeySource previous) => new(_directory, key, previous);

    public async Task SaveAsync(string row, params IReadOnlyList<string> values)
    {
        foreach (string value in values)
        {
            Row seen = await _vault.ReadAsync(FormatFixture.Row(row), default);
            Assert.True(await _vault.TryWriteAsync(
                FormatFixture.Row(row), seen.State == RowState.Missing ? null : seen.Version, seen.NextVersion(), Encoding.UTF8.GetBytes(value), default));
        }
    }

    public async Task ChangeAsync(string row, FileChange change)
    {
        string path = EntryPath(await HiddenAsync(row));
        byte[] file = await File.ReadAllBytesAsync(path);
        change(new EntryBytes(file));
        await File.WriteAllBytesAsync(path, file);
    }

    /// <summary>A deletion that was cut off after its first or second step.</summary>
    public async Task EntombAsync(string row, bool both)
    {
        RowKey hidden = await HiddenAsync(row);
        Slot deleted = new Slot(SlotKind.Row, 0, (await _store.ReadAsync(hidden, default)).Version, hidden, default).ToDeleted(sequence: 3);
        await ChangeAsync(row, file =>
        {
            SlotFormat.Write(deleted, file.Older);
            if (both)
            {
                SlotFormat.Write(deleted, file.All[..(file.All.Length / 2)]);
                SlotFormat.Write(deleted, file.All[(file.All.Length / 2)..]);
            }
        });
    }

    public static void RaiseSlot(Span<byte> slot)
    {
        slot[16] = 2;
        BinaryPrimitives.WriteUInt64LittleEndian(slot[8..], SlotChecksum.Of(slot[16..SlotHeader.Size]));
    }

    public async Task RaiseSealAsync(string row)
    {
        RowKey hidden = await HiddenAsync(row);
        Row seen = await _store.ReadAsync(hidden, default);
        byte[] value = seen.Value.ToArray();
        Assert.True(SealedHeader.TryRead(value, out SealedHeader header));
        (header with { Format = 2 }).Write(value);
        Assert.True(await _store.TryWriteAsync(hidden, seen.Version, seen.Version.Next(), value, default));
    }

    public Task RaiseStoreAsync() => File.WriteAllTextAsync(Path.Combine(_directory, "store.json"), """{"format":2,"id":"00","synthetic":true}""");

    private string EntryPath(RowKey hidden) => new StoreLayout(_directory).Entry(StoreLayout.EntryName(hidden));

    private async Task<RowKey> HiddenAsync(string row)
    {
        await foreach (VaultRow listed in _vault.ListAsync(partition: null, default))
        {
            if (listed.Key == FormatFixture.Row(row))
            {
                return listed.StoredKey!.Value;
            }
        }

        throw new InvalidOperationException($"There is no row {row}.");
    }
}
