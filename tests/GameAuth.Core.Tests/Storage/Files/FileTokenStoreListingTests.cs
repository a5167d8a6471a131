using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>A listing reads ahead with several readers; nobody may notice.</summary>
public sealed class FileTokenStoreListingTests : FileStoreFixture
{
    private const int Many = 400;

    private static async Task<FileTokenStore> FilledAsync(FileTokenStore store, int rows = Many)
    {
        await Parallel.ForAsync(0, rows, async (i, _) =>
            Assert.True(await store.TryWriteAsync(new RowKey($"owner{i % 3}", $"row{i}"), null, RowVersion.NewEpoch(), BitConverter.GetBytes(i), default)));
        return store;
    }

    private static async Task<List<StoredRow>> ListAsync(FileTokenStore store, string? partition = null, CancellationToken cancellationToken = default)
    {
        List<StoredRow> rows = [];
        await foreach (StoredRow row in store.ListAsync(partition, cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    [Fact]
    public async Task Many_rows_come_once_each_with_their_own_names_and_values()
    {
        List<StoredRow> rows = await ListAsync(await FilledAsync(Open()));
        Assert.Equal(Many, rows.Count);
        Assert.Equal(
            Enumerable.Range(0, Many).Select(i => (new RowKey($"owner{i % 3}", $"row{i}"), i)).ToHashSet(),
            rows.Select(row => (row.Key!.Value, BitConverter.ToInt32(row.Row.Value.Span))).ToHashSet());
    }

    [Fact]
    public async Task A_partition_of_many_rows_comes_without_the_others()
    {
        List<StoredRow> rows = await ListAsync(await FilledAsync(Open()), "owner1");
        Assert.Equal(Enumerable.Range(0, Many).Count(i => i % 3 == 1), rows.Count);
        Assert.All(rows, row => Assert.Equal("owner1", row.Key!.Value.Partition));
    }

    [Fact]
    public async Task Large_rows_are_all_listed()
    {
        FileTokenStore store = Open();
        for (int i = 0; i < 130; i++)
        {
            Assert.True(await store.TryWriteAsync(new RowKey("owner", $"{i}"), null, RowVersion.NewEpoch(), new byte[20_000], default));
        }

        Assert.Equal(130, (await ListAsync(store)).Count);
    }

    [Fact]
    public async Task A_disk_that_fails_halfway_fails_the_listing_with_its_own_error()
    {
        FileTokenStore store = await FilledAsync(Open());
        int reads = 0;
        FileTokenStore failing = Open(new RecordingDisk((step, path) =>
        {
            if (path.EndsWith(".gat", StringComparison.Ordinal) && Interlocked.Increment(ref reads) == Many / 2)
            {
                throw new IOException("synthetic");
            }
        }));
        CredentialStoreException e = await Assert.ThrowsAsync<CredentialStoreException>(() => ListAsync(failing));
        Assert.Equal("synthetic", e.InnerException?.Message);
        Assert.Equal(Many, (await ListAsync(store)).Count);
    }

    [Fact]
    public async Task A_bug_in_a_reader_comes_out_of_the_listing()
    {
        await FilledAsync(Open());
        FileTokenStore failing = Open(new RecordingDisk((step, path) =>
        {
            if (path.EndsWith(".gat", StringComparison.Ordinal))
            {
                throw new InvalidOperationException("synthetic");
            }
        }));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ListAsync(failing));
    }

    [Fact]
    public async Task A_cancelled_listing_ends_with_the_callers_token()
    {
        FileTokenStore store = await FilledAsync(Open());
        using CancellationTokenSource stop = new();
        int seen = 0;
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (StoredRow _ in store.ListAsync(null, stop.Token))
            {
                if (++seen == 3)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.Equal(stop.Token, e.CancellationToken);
        Assert.Equal(3, seen);
    }

    [Fact]
    public async Task Who_leaves_early_leaves_no_reader_behind_and_little_was_read_ahead()
    {
        await FilledAsync(Open(), 2000);
        int reads = 0;
        FileTokenStore store = Open(new RecordingDisk((step, path) => Interlocked.Increment(ref reads)));
        await foreach (StoredRow _ in store.ListAsync(null, default))
        {
            break;
        }

        int after = Volatile.Read(ref reads);
        Assert.InRange(after, 1, 1000);
        await store.ReadAsync(Key, default);
        Assert.Equal(after + 1, Volatile.Read(ref reads));
    }

    [Fact]
    public async Task A_damaged_row_among_many_comes_without_a_name()
    {
        FileTokenStore store = await FilledAsync(Open());
        await WriteAsync(store, [1]);
        Damage(file => [.. file.Select(b => (byte)~b)]);
        List<StoredRow> rows = await ListAsync(store);
        Assert.Equal(Many + 1, rows.Count);
        Assert.Equal(RowState.Corrupt, Assert.Single(rows, row => row.Key is null).Row.State);
    }
}
