using System.Text;
using GameAuth.Storage;

namespace GameAuth.StoreContract;

/// <summary>What every token store must do with rows. Derive per store; each call of <see cref="Open"/> gives an instance over the same rows.</summary>
public abstract class TokenStoreContract
{
    private static readonly RowKey Key = new("owner", "grant");

    protected abstract ITokenStore Open();

    protected static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static async Task<RowVersion> CreateAsync(ITokenStore store, RowKey key, string value)
    {
        RowVersion version = RowVersion.NewEpoch();
        Assert.True(await store.TryWriteAsync(key, null, version, Bytes(value), default));
        return version;
    }

    private static async Task AssertHoldsAsync(ITokenStore store, RowKey key, RowVersion version, string value)
    {
        Row row = await store.ReadAsync(key, default);
        Assert.Equal((RowState.Found, version, value), (row.State, row.Version, Encoding.UTF8.GetString(row.Value.Span)));
    }

    [Fact]
    public async Task A_row_that_was_never_written_is_missing()
    {
        Row row = await Open().ReadAsync(Key, default);
        Assert.Equal((RowState.Missing, default, 0), (row.State, row.Version, row.Value.Length));
    }

    [Fact]
    public async Task A_created_row_is_read_back_with_its_version_by_another_instance()
    {
        RowVersion version = await CreateAsync(Open(), Key, "one");
        await AssertHoldsAsync(Open(), Key, version, "one");
    }

    [Fact]
    public async Task Creating_over_a_row_changes_nothing()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "one");
        Assert.False(await store.TryWriteAsync(Key, null, RowVersion.NewEpoch(), Bytes("two"), default));
        await AssertHoldsAsync(store, Key, version, "one");
    }

    [Fact]
    public async Task The_expected_version_replaces_the_row()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "one");
        Assert.True(await store.TryWriteAsync(Key, version, version.Next(), Bytes("two"), default));
        await AssertHoldsAsync(store, Key, version.Next(), "two");
    }

    [Fact]
    public async Task A_stale_version_changes_nothing()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "one");
        Assert.True(await store.TryWriteAsync(Key, version, version.Next(), Bytes("two"), default));
        Assert.False(await store.TryWriteAsync(Key, version, version.Next().Next(), Bytes("three"), default));
        await AssertHoldsAsync(store, Key, version.Next(), "two");
    }

    [Fact]
    public async Task A_missing_row_has_no_version_to_write_over()
    {
        ITokenStore store = Open();
        RowVersion version = RowVersion.NewEpoch();
        Assert.False(await store.TryWriteAsync(Key, version, version.Next(), Bytes("one"), default));
        Assert.Equal(RowState.Missing, (await store.ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task A_new_epoch_may_follow_any_version()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "one");
        RowVersion epoch = RowVersion.NewEpoch();
        Assert.True(await store.TryWriteAsync(Key, version, epoch, Bytes("two"), default));
        await AssertHoldsAsync(store, Key, epoch, "two");
    }

    [Fact]
    public async Task A_version_that_does_not_come_after_is_refused()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "one");
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.TryWriteAsync(Key, version, version, Bytes("two"), default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.TryWriteAsync(Key, version, version with { Number = 0 }, Bytes("two"), default));
        await AssertHoldsAsync(store, Key, version, "one");
    }

    [Fact]
    public async Task Only_the_expected_version_deletes()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "one");
        Assert.False(await store.TryDeleteAsync(Key, version.Next(), default));
        await AssertHoldsAsync(store, Key, version, "one");
        Assert.True(await store.TryDeleteAsync(Key, version, default));
        Assert.Equal(RowState.Missing, (await Open().ReadAsync(Key, default)).State);
        Assert.False(await store.TryDeleteAsync(Key, version, default));
    }

    [Fact]
    public async Task A_version_from_before_delete_and_create_neither_writes_nor_deletes()
    {
        ITokenStore store = Open();
        RowVersion old = await CreateAsync(store, Key, "one");
        Assert.True(await store.TryDeleteAsync(Key, old, default));
        RowVersion created = await CreateAsync(store, Key, "two");
        Assert.NotEqual(old, created);
        Assert.False(await store.TryWriteAsync(Key, old, old.Next(), Bytes("three"), default));
        Assert.False(await store.TryDeleteAsync(Key, old, default));
        await AssertHoldsAsync(store, Key, created, "two");
    }

    [Fact]
    public async Task Of_64_creators_one_wins_and_all_read_its_row()
    {
        ITokenStore[] stores = [Open(), Open()];
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(async () =>
            await stores[i % 2].TryWriteAsync(Key, null, RowVersion.NewEpoch(), Bytes($"creator {i}"), default))));
        Row row = await Open().ReadAsync(Key, default);
        Assert.Equal($"creator {Array.IndexOf(won, true)}", Encoding.UTF8.GetString(row.Value.Span));
        Assert.Single(won, true);
    }

    [Fact]
    public async Task Of_64_writers_exactly_one_wins_each_version()
    {
        ITokenStore[] stores = [Open(), Open()];
        RowVersion first = await CreateAsync(stores[0], Key, "0");
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => AddOneAsync(stores[i % 2]))));
        await AssertHoldsAsync(Open(), Key, first with { Number = 65 }, "64");
    }

    private static async Task AddOneAsync(ITokenStore store)
    {
        bool written;
        do
        {
            Row row = await store.ReadAsync(Key, default);
            int count = int.Parse(Encoding.UTF8.GetString(row.Value.Span));
            written = await store.TryWriteAsync(Key, row.Version, row.NextVersion(), Bytes($"{count + 1}"), default);
        }
        while (!written);
    }

    [Fact]
    public async Task A_listing_has_the_rows_of_its_partition_and_nothing_else()
    {
        ITokenStore store = Open();
        await CreateAsync(store, new("a", "1"), "a1");
        await CreateAsync(store, new("a", "2"), "a2");
        await CreateAsync(store, new("b", "1"), "b1");
        RowVersion gone = await CreateAsync(store, new("a", "3"), "a3");
        Assert.True(await store.TryDeleteAsync(new("a", "3"), gone, default));
        Assert.Equal(["a/1=a1", "a/2=a2"], await ListAsync(Open(), "a"));
        Assert.Equal(["a/1=a1", "a/2=a2", "b/1=b1"], await ListAsync(Open(), null));
        Assert.Empty(await ListAsync(Open(), "c"));
    }

    private static async Task<string[]> ListAsync(ITokenStore store, string? partition)
    {
        List<string> rows = [];
        await foreach (StoredRow row in store.ListAsync(partition, default))
        {
            rows.Add($"{row.Key?.Partition}/{row.Key?.Name}={Encoding.UTF8.GetString(row.Row.Value.Span)}");
        }

        rows.Sort(StringComparer.Ordinal);
        return [.. rows];
    }

    public static readonly string[] OddNames =
    [
        "", " ", ".", "..", "../../etc/passwd", "/", "a/b", @"a\b", "con", "nul\0byte", "a\nb", "A", "a", "é", "e\u0301", "\u202egpj", "😀",
        "\ud800", "\udfff", "*?<>|:\"", "%2e%2e", new string('n', 512), new string('n', 511) + "m",
    ];

    [Fact]
    public async Task Any_text_is_a_name_and_none_is_taken_for_another()
    {
        ITokenStore store = Open();
        RowKey[] keys = [.. OddNames.SelectMany(odd => new RowKey[] { new(odd, "x"), new("x", odd) }), new("ab", "c"), new("a", "bc")];
        for (int i = 0; i < keys.Length; i++)
        {
            await CreateAsync(store, keys[i], $"{i}");
        }

        for (int i = 0; i < keys.Length; i++)
        {
            Row row = await store.ReadAsync(keys[i], default);
            Assert.Equal($"{i}", Encoding.UTF8.GetString(row.Value.Span));
        }

        List<RowKey?> listed = [];
        await foreach (StoredRow row in Open().ListAsync(null, default))
        {
            listed.Add(row.Key);
        }

        Assert.Equal(keys.Length, listed.Intersect(keys.Select(key => (RowKey?)key)).Count());
    }

    [Fact]
    public async Task A_name_of_513_characters_is_refused()
    {
        ITokenStore store = Open();
        RowKey tooLong = new("owner", new string('n', 513));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.ReadAsync(tooLong, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.TryWriteAsync(tooLong, null, RowVersion.NewEpoch(), default, default));
    }

    [Fact]
    public async Task A_row_keeps_any_size_up_to_a_mebibyte_and_back()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "start");
        byte[] large = new byte[1024 * 1024];
        new Random(7).NextBytes(large);
        foreach (int size in (int[])[0, 1, 900, 4095, 4096, 4097, 70_000, large.Length, 12, 0, large.Length])
        {
            Assert.True(await store.TryWriteAsync(Key, version, version.Next(), large.AsMemory(0, size), default));
            version = version.Next();
            Row row = await Open().ReadAsync(Key, default);
            Assert.Equal((RowState.Found, version), (row.State, row.Version));
            Assert.True(row.Value.Span.SequenceEqual(large.AsSpan(0, size)), $"{size} bytes");
        }
    }

    [Fact]
    public async Task A_row_beyond_the_limit_is_refused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () =>
            await Open().TryWriteAsync(Key, null, RowVersion.NewEpoch(), new byte[(1024 + 64) * 1024 + 1], default));
        Assert.Equal(RowState.Missing, (await Open().ReadAsync(Key, default)).State);
    }

    [Fact]
    public async Task A_written_buffer_may_be_used_again()
    {
        ITokenStore store = Open();
        byte[] buffer = "one"u8.ToArray();
        RowVersion version = RowVersion.NewEpoch();
        Assert.True(await store.TryWriteAsync(Key, null, version, buffer, default));
        Array.Clear(buffer);
        await AssertHoldsAsync(store, Key, version, "one");
    }

    [Fact]
    public async Task A_cancelled_call_throws_and_changes_nothing()
    {
        ITokenStore store = Open();
        RowVersion version = await CreateAsync(store, Key, "one");
        CancellationToken cancelled = new(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.ReadAsync(Key, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.TryWriteAsync(Key, version, version.Next(), Bytes("two"), cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.TryDeleteAsync(Key, version, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.LeaseAsync("lease", TimeSpan.Zero, cancelled));
        await AssertHoldsAsync(store, Key, version, "one");
    }

    [Fact]
    public async Task A_cleared_store_has_no_row_and_takes_new_ones()
    {
        ITokenStore store = Open();
        await CreateAsync(store, Key, "one");
        await CreateAsync(store, new("another", "row"), "two");
        await store.ClearAsync(default);
        Assert.Equal(RowState.Missing, (await Open().ReadAsync(Key, default)).State);
        await foreach (StoredRow row in Open().ListAsync(null, default))
        {
            Assert.Fail($"{row.Key} is left.");
        }

        RowVersion again = await CreateAsync(store, Key, "three");
        await AssertHoldsAsync(Open(), Key, again, "three");
    }
}
