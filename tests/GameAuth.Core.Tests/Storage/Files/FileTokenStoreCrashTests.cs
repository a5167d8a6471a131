using GameAuth.Storage;

namespace GameAuth.Core.Tests.Storage;

/// <summary>The process dies before, in or after every step that changes the disk; what the next process finds must be a whole version.</summary>
public sealed class FileTokenStoreCrashTests : FileStoreFixture
{
    private static readonly byte[] Old = [1, 1, 1];
    private static readonly byte[] New = [2, 2, 2];
    private static readonly byte[] Grown = [.. Enumerable.Repeat((byte)3, 20_000)];

    /// <summary>Runs the change again and again, dying one step later each time, until it gets through.</summary>
    private async Task<int> DieAtEachStepAsync(int versions, Func<FileTokenStore, Task> change, Func<Row, bool> isLegal, bool halfDone)
    {
        for (int step = 0; ; step++)
        {
            if (System.IO.Directory.Exists(Directory))
            {
                System.IO.Directory.Delete(Directory, recursive: true);
            }

            await Open().OpenAsync();
            await WriteAsync(Open(), Old, versions);
            ScriptedDisk disk = new(step, () => new ProcessDiedException(), halfDone);
            FileTokenStore store = Open(disk);
            Exception? died = await Record.ExceptionAsync(() => change(store));
            FileTokenStore next = Open();
            await next.OpenAsync();
            Row row = await next.ReadAsync(Key, default);
            Assert.True(isLegal(row), $"{row.State} with {row.Value.Length} bytes after dying at step {step}");
            Assert.Empty(System.IO.Directory.GetFiles(Directory, "*.tmp", SearchOption.AllDirectories));
            Assert.Equal(row.State == RowState.Missing ? 0 : 1, System.IO.Directory.GetFiles(Path.Combine(Directory, "entries")).Length);
            await WriteAsync(next, New);
            if (died is null)
            {
                return step;
            }

            Assert.IsType<ProcessDiedException>(died);
        }
    }

    private static bool Holds(Row row, byte[] value) => row.HasValue && row.Value.Span.SequenceEqual(value);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dying_in_a_save_leaves_the_old_or_the_new_value(bool halfDone)
    {
        int steps = await DieAtEachStepAsync(2, store => WriteAsync(store, New), row => Holds(row, Old) || Holds(row, New), halfDone);
        Assert.Equal(1, steps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dying_in_a_growing_save_leaves_the_old_or_the_new_value(bool halfDone)
    {
        int steps = await DieAtEachStepAsync(2, store => WriteAsync(store, Grown), row => Holds(row, Old) || Holds(row, Grown), halfDone);
        Assert.Equal(3, steps);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Dying_in_a_creation_leaves_nothing_or_the_new_value(bool halfDone)
    {
        int steps = await DieAtEachStepAsync(0, store => WriteAsync(store, New), row => row.State == RowState.Missing || Holds(row, New), halfDone);
        Assert.Equal(3, steps);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public async Task Dying_in_a_deletion_leaves_the_old_value_or_nothing(int versions, bool halfDone)
    {
        int steps = await DieAtEachStepAsync(
            versions,
            async store => Assert.True(await store.TryDeleteAsync(Key, (await store.ReadAsync(Key, default)).Version, default)),
            row => row.State == RowState.Missing || Holds(row, Old),
            halfDone);
        Assert.Equal(4, steps);
    }

    [Fact]
    public async Task Dying_in_the_first_opening_does_not_keep_the_next_from_it()
    {
        for (int step = 0; step < 3; step++)
        {
            await Assert.ThrowsAsync<ProcessDiedException>(async () => await Open(new ScriptedDisk(step, () => new ProcessDiedException(), halfDone: true)).OpenAsync());
            await Open().OpenAsync();
            Assert.Empty(System.IO.Directory.GetFiles(Directory, "*.tmp"));
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_file_in_the_making_is_not_swept_from_under_its_maker()
    {
        FileTokenStore store = Open();
        await store.OpenAsync();
        string temporary = StoreLayout.Temporary(EntryPath);
        await File.WriteAllTextAsync(temporary, "in the making");
        using (LocalDisk.Instance.TryLock(new StoreLayout(Directory).RowLock(StoreLayout.EntryName(Key))))
        {
            await Open().OpenAsync();
            Assert.True(File.Exists(temporary));
        }

        await Open().OpenAsync();
        Assert.False(File.Exists(temporary));
    }
}
