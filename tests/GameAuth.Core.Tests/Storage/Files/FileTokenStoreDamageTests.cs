using System.Security.Cryptography;
using System.Buffers.Binary;
using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

public sealed class FileTokenStoreDamageTests : FileStoreFixture
{
    private static readonly byte[] One = [1, 1, 1];
    private static readonly byte[] Two = [2, 2, 2];

    private async Task<(RowVersion First, RowVersion Second)> TwoVersionsAsync(int size = 3)
    {
        RowVersion first = await WriteAsync(Open(), size == 3 ? One : new byte[size]);
        return (first, await WriteAsync(Open(), Two));
    }

    private static byte[] SpoilNewest(byte[] file)
    {
        file.AsSpan(NewestSlot(file) + 66, 4).Fill(0xEE);
        return file;
    }

    [Fact]
    public async Task A_damaged_newest_version_leaves_the_one_before_as_recovered()
    {
        (RowVersion first, _) = await TwoVersionsAsync();
        Damage(SpoilNewest);
        Row row = await Open().ReadAsync(Key, default);
        Assert.Equal((RowState.Recovered, first), (row.State, row.Version));
        Assert.Equal(One, row.Value.ToArray());
    }

    [Fact]
    public async Task A_zeroed_newest_version_is_not_taken_for_one_never_written()
    {
        await TwoVersionsAsync();
        Damage(file =>
        {
            file.AsSpan(NewestSlot(file), file.Length / 2).Clear();
            return file;
        });
        Assert.Equal(RowState.Recovered, (await Open().ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task Writing_after_recovery_never_repeats_the_damaged_version_and_heals_the_row()
    {
        (RowVersion first, RowVersion second) = await TwoVersionsAsync();
        Damage(SpoilNewest);
        Row row = await Open().ReadAsync(Key, default);
        Assert.False(await Open().TryWriteAsync(Key, second, second.Next(), Two, default));
        RowVersion next = row.NextVersion();
        Assert.True(next.Epoch == first.Epoch && next.Number > second.Number);
        Assert.True(await Open().TryWriteAsync(Key, row.Version, next, Two, default));
        Row healed = await Open().ReadAsync(Key, default);
        Assert.Equal((RowState.Found, next), (healed.State, healed.Version));
    }

    [Fact]
    public async Task Two_damaged_versions_are_corrupt_and_kept_aside_and_left_in_place()
    {
        await TwoVersionsAsync();
        Damage(file => RandomNumberGenerator.GetBytes(file.Length));
        byte[] damaged = await File.ReadAllBytesAsync(EntryPath);
        Row row = await Open().ReadAsync(Key, default);
        await Open().ReadAsync(Key, default);
        Assert.Equal((RowState.Corrupt, 0), (row.State, row.Value.Length));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(Assert.Single(Quarantined())));
        Assert.Equal(damaged, await File.ReadAllBytesAsync(EntryPath));
    }

    [Fact]
    public async Task A_corrupt_row_is_replaced_by_who_saw_it_and_by_nobody_else()
    {
        await TwoVersionsAsync();
        Damage(file => new byte[file.Length]);
        FileTokenStore store = Open();
        Row seen = await store.ReadAsync(Key, default);
        Assert.False(await store.TryWriteAsync(Key, null, RowVersion.NewEpoch(), Two, default));
        Assert.True(await store.TryWriteAsync(Key, seen.Version, seen.NextVersion(), Two, default));
        Assert.False(await store.TryWriteAsync(Key, seen.Version, seen.NextVersion(), One, default));
        Assert.Equal(RowState.Found, (await Open().ReadAsync(Key, default)).State);
        Assert.Single(Quarantined());
    }

    [Fact]
    public async Task A_corrupt_row_can_be_deleted_by_who_saw_it()
    {
        await TwoVersionsAsync();
        Damage(_ => []);
        Row seen = await Open().ReadAsync(Key, default);
        Assert.Equal(RowState.Corrupt, seen.State);
        Assert.True(await Open().TryDeleteAsync(Key, seen.Version, default));
        Assert.Equal(RowState.Missing, (await Open().ReadAsync(Key, default)).State);
        Assert.Single(Quarantined());
    }

    [Fact]
    public async Task A_foreign_file_in_the_place_of_a_row_is_corrupt_whatever_its_size()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        foreach (byte[] foreign in (byte[][])[[], "{\"token\":1}"u8.ToArray(), new byte[4096], new byte[5 * 1024 * 1024]])
        {
            await File.WriteAllBytesAsync(EntryPath, foreign);
            Assert.Equal(RowState.Corrupt, (await store.ReadAsync(Key, default)).State);
        }

        Assert.Contains(Quarantined(), path => new FileInfo(path).Length == 5 * 1024 * 1024);
    }

    [Fact]
    public async Task The_file_of_another_row_is_not_taken_for_this_one()
    {
        FileTokenStore store = Open();
        RowKey other = new("owner", "other");
        Assert.True(await store.TryWriteAsync(other, null, RowVersion.NewEpoch(), One, default));
        File.Copy(Path.Combine(Directory, "entries", StoreLayout.EntryName(other)), EntryPath);
        Assert.Equal(RowState.Corrupt, (await store.ReadAsync(Key, default)).State);
        List<RowKey?> listed = [];
        await foreach (StoredRow row in store.ListAsync("owner", default))
        {
            listed.Add(row.Key);
        }

        Assert.Equal([null, other], listed.OrderBy(key => key?.Name));
    }

    [Fact]
    public async Task A_slot_of_another_row_in_the_place_of_the_newest_does_not_pass_the_one_before_for_it()
    {
        (_, RowVersion second) = await TwoVersionsAsync();
        await WriteAsync(Open(), One);
        RowKey other = new("owner", "other");
        Assert.True(await Open().TryWriteAsync(other, null, RowVersion.NewEpoch(), One, default));
        byte[] foreign = await File.ReadAllBytesAsync(Path.Combine(Directory, "entries", StoreLayout.EntryName(other)));
        Damage(file =>
        {
            foreign.AsSpan(0, file.Length / 2).CopyTo(file.AsSpan(NewestSlot(file)));
            return file;
        });
        Row row = await Open().ReadAsync(Key, default);
        Assert.Equal((RowState.Recovered, second), (row.State, row.Version));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10_000)]
    public async Task A_truncated_file_gives_a_whole_version_or_none(int size)
    {
        (RowVersion first, RowVersion second) = await TwoVersionsAsync(size);
        byte[] whole = await File.ReadAllBytesAsync(EntryPath);
        for (int length = 0; length < whole.Length; length += 509)
        {
            await File.WriteAllBytesAsync(EntryPath, whole[..length]);
            Row row = await Open().ReadAsync(Key, default);
            Assert.True(row.State is RowState.Corrupt || row.Version == first || row.Version == second, $"{row.State} at {length}");
            Assert.Equal(row.Version == second ? Two : row.Version == first ? (size == 3 ? One : new byte[size]) : [], row.Value.ToArray());
        }
    }

    [Fact]
    public async Task A_newer_slot_format_is_told_and_untouched()
    {
        (_, RowVersion second) = await TwoVersionsAsync();
        Damage(file =>
        {
            Span<byte> slot = file.AsSpan(NewestSlot(file));
            slot[16] = 2;
            BinaryPrimitives.WriteUInt64LittleEndian(slot[8..], SlotChecksum.Of(slot[16..64]));
            return file;
        });
        byte[] before = await File.ReadAllBytesAsync(EntryPath);
        FileTokenStore store = Open();
        Row row = await store.ReadAsync(Key, default);
        Assert.Equal((RowState.NewerFormat, default, 0), (row.State, row.Version, row.Value.Length));
        Assert.Equal(RowState.NewerFormat, (await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.TryWriteAsync(Key, second, second.Next(), One, default))).State);
        Assert.Equal(RowState.NewerFormat, (await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.TryDeleteAsync(Key, second, default))).State);
        Assert.Equal(before, await File.ReadAllBytesAsync(EntryPath));
        Assert.Empty(Quarantined());
    }

    [Fact]
    public async Task A_newer_store_format_is_told_and_untouched()
    {
        await TwoVersionsAsync();
        string header = Path.Combine(Directory, "store.json");
        await File.WriteAllTextAsync(header, """{"format":2,"id":"00","other":[1]}""");
        FileTokenStore store = Open();
        Assert.Equal(RowState.NewerFormat, (await store.ReadAsync(Key, default)).State);
        Assert.Equal(RowState.NewerFormat, (await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.OpenAsync())).State);
        Assert.Equal(RowState.NewerFormat, (await Assert.ThrowsAsync<CredentialStoreException>(async () =>
            await store.TryWriteAsync(new("new", "row"), null, RowVersion.NewEpoch(), One, default))).State);
        Assert.Equal("""{"format":2,"id":"00","other":[1]}""", await File.ReadAllTextAsync(header));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\":1}")]
    public async Task A_damaged_header_is_kept_aside_and_made_anew_and_the_rows_are_whole(string content)
    {
        (_, RowVersion second) = await TwoVersionsAsync();
        await File.WriteAllTextAsync(Path.Combine(Directory, "store.json"), content);
        Assert.Equal((RowState.Found, second), ((await Open().ReadAsync(Key, default)).State, (await Open().ReadAsync(Key, default)).Version));
        Assert.Equal(content, await File.ReadAllTextAsync(Assert.Single(Quarantined())));
        Assert.Contains("\"format\":1", await File.ReadAllTextAsync(Path.Combine(Directory, "store.json")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_in_the_place_of_a_directory_is_a_typed_error()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        System.IO.Directory.CreateDirectory(EntryPath);
        Assert.Equal(RowState.StoreUnavailable, (await Assert.ThrowsAsync<CredentialStoreException>(async () => await store.ReadAsync(Key, default))).State);
    }
}
