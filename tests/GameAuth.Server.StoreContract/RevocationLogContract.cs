namespace GameAuth.Server.StoreContract;

/// <summary>The log is read in order, in pages, without a gap that fills later, and whoever waits for it is woken.</summary>
/// <typeparam name="TFixture">The store's fixture.</typeparam>
public abstract class RevocationLogContract<TFixture> : SessionStoreContract<TFixture>
    where TFixture : SessionStoreFixture, new()
{
    /// <summary>Only a test that hangs meets this limit.</summary>
    private static readonly TimeSpan Hang = TimeSpan.FromSeconds(60);

    private static Task<EndedFamilies> AppendAsync(ISessionStore store, string value) => store.EndAsync(End(RevocationTarget.AccessToken, value), default).AsTask();

    [Fact]
    public async Task An_empty_log_has_no_head()
    {
        RevocationPage page = await Store.ReadRevocationsAsync(0, 10, default);
        Assert.Empty(page.Entries);
        Assert.Equal((0L, 0L, Now), (page.Position, page.Head, page.Now));
    }

    [Fact]
    public async Task Entries_come_in_pages_in_the_order_of_their_positions()
    {
        List<long> positions = [];
        for (int i = 0; i < 10; i++)
        {
            positions.Add((await AppendAsync(Store, $"{i}")).Position);
        }

        Assert.Equal(positions.Order().Distinct(), positions);
        RevocationPage first = await Store.ReadRevocationsAsync(0, 4, default);
        Assert.Equal(["0", "1", "2", "3"], first.Entries.Select(entry => entry.Value));
        Assert.Equal((positions[3], positions[9]), (first.Position, first.Head));
        RevocationPage second = await Store.ReadRevocationsAsync(first.Position, 100, default);
        Assert.Equal(["4", "5", "6", "7", "8", "9"], second.Entries.Select(entry => entry.Value));
        Assert.Equal((positions[9], positions[9]), (second.Position, second.Head));
        RevocationPage last = await Store.ReadRevocationsAsync(second.Position, 100, default);
        Assert.Empty(last.Entries);
        Assert.Equal((positions[9], positions[9]), (last.Position, last.Head));
    }

    [Fact]
    public async Task Another_instance_reads_the_same_log()
    {
        ISessionStore other = await Fixture.OpenAsync();
        await AppendAsync(Store, "one");
        await AppendAsync(other, "two");
        Assert.Equal(["one", "two"], (await ReadLogAsync(Store)).Select(entry => entry.Value));
        Assert.Equal(await ReadLogAsync(Store), await ReadLogAsync(other));
    }

    [Fact]
    public async Task An_entry_that_has_ended_is_not_read_and_the_head_stays()
    {
        await AppendAsync(Store, "short");
        EndedFamilies kept = await Store.EndAsync(End(RevocationTarget.AccessToken, "long") with { KeepFor = Hour + Second }, default);
        EndedFamilies last = await AppendAsync(Store, "short too");
        Fixture.Clock.Advance(Hour - Second);
        Assert.Equal(3, (await ReadLogAsync(Store)).Count);
        Fixture.Clock.Advance(Second);
        RevocationPage page = await Store.ReadRevocationsAsync(0, 10, default);
        Assert.Equal("long", Assert.Single(page.Entries).Value);
        Assert.Equal(last.Position, page.Head);
        Assert.InRange(page.Position, kept.Position, last.Position);
    }

    [Fact]
    public async Task Who_is_ahead_of_the_log_sees_that_the_store_was_set_back()
    {
        EndedFamilies only = await AppendAsync(Store, "one");
        RevocationPage page = await Store.ReadRevocationsAsync(only.Position + 100, 10, default);
        Assert.Empty(page.Entries);
        Assert.Equal((only.Position + 100, only.Position), (page.Position, page.Head));
    }

    [Fact]
    public async Task A_negative_position_and_no_limit_are_refused()
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReadRevocationsAsync(-1, 10, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.ReadRevocationsAsync(0, 0, default));
        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.WaitForRevocationsAsync(0, -Second, default));
    }

    [Fact]
    public async Task Who_waits_for_what_is_there_does_not_wait()
    {
        await AppendAsync(Store, "one");
        await Store.WaitForRevocationsAsync(0, Hour, default).AsTask().WaitAsync(Hang);
        await Store.WaitForRevocationsAsync(0, TimeSpan.Zero, default).AsTask().WaitAsync(Hang);
    }

    [Fact]
    public async Task Who_waits_behind_entries_that_have_ended_waits()
    {
        EndedFamilies kept = await Store.EndAsync(End(RevocationTarget.AccessToken, "long") with { KeepFor = Day }, default);
        await AppendAsync(Store, "short");
        await AppendAsync(Store, "short too");
        Fixture.Clock.Advance(Hour);

        // A read ends at the entry that lives, and so does whoever waits after it.
        long position = (await Store.ReadRevocationsAsync(0, 10, default)).Position;
        Assert.InRange(position, kept.Position, kept.Position + 100);
        Task waiting = Task.CompletedTask;
        for (int i = 0; i < 3 && waiting.IsCompleted; i++)
        {
            // It may return for nothing, and not each time: whoever follows the log would never rest.
            waiting = Store.WaitForRevocationsAsync(position, Hour, default).AsTask();
            await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(150)));
        }

        Assert.False(waiting.IsCompleted);
        await AppendAsync(Store, "new");
        await waiting.WaitAsync(Hang);
    }

    [Fact]
    public async Task Who_waits_is_woken_by_an_entry()
    {
        long position = (await AppendAsync(Store, "one")).Position;
        for (int i = 0; i < 10; i++)
        {
            Task waiting = Store.WaitForRevocationsAsync(position, Hour, default).AsTask();
            position = (await AppendAsync(Store, $"{i}")).Position;
            await waiting.WaitAsync(Hang);
        }
    }

    [Fact]
    public async Task Who_waits_is_woken_by_an_entry_of_another_instance()
    {
        ISessionStore other = await Fixture.OpenAsync();
        Task[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Store.WaitForRevocationsAsync(0, Hour, default).AsTask())];
        await AppendAsync(other, "one");
        await Task.WhenAll(waiting).WaitAsync(Hang);
    }

    [Fact]
    public async Task A_wait_ends_when_its_time_has_passed()
    {
        Task waiting = Store.WaitForRevocationsAsync(0, TimeSpan.FromMilliseconds(20), default).AsTask();
        while (!waiting.IsCompleted)
        {
            // Whether the store waits by the test's clock or by its own: both go on here.
            Fixture.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.WhenAny(waiting, Task.Delay(1));
        }

        await waiting;
    }

    [Fact]
    public async Task A_wait_can_be_cancelled()
    {
        using CancellationTokenSource cancel = new();
        Task waiting = Store.WaitForRevocationsAsync(0, Hour, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Hang));
    }

    [Fact]
    public async Task No_position_is_seen_late_while_16_writers_append()
    {
        ISessionStore[] stores = [Store, await Fixture.OpenAsync()];
        int writing = 16;
        Task[] writers = [.. Enumerable.Range(0, 16).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < 25; i++)
            {
                await AppendAsync(stores[writer % 2], $"{writer} {i}");
                await Task.Yield();
            }

            Interlocked.Decrement(ref writing);
        }))];
        Task<List<RevocationEntry>>[] readers = [.. stores.Select(store => Task.Run(() => TailAsync(store)))];
        await Task.WhenAll(writers);
        List<RevocationEntry>[] seen = await Task.WhenAll(readers);
        List<RevocationEntry> all = await ReadLogAsync(Store);
        Assert.Equal(400, all.Count);
        Assert.All(seen, entries => Assert.Equal(all, entries));

        async Task<List<RevocationEntry>> TailAsync(ISessionStore store)
        {
            List<RevocationEntry> entries = [];
            long after = 0;
            for (bool isLast = false; ;)
            {
                RevocationPage page = await store.ReadRevocationsAsync(after, 5, default);
                entries.AddRange(page.Entries);
                after = page.Position;
                if (page.Entries.Count == 0 && isLast)
                {
                    return entries;
                }

                isLast = Volatile.Read(ref writing) == 0;
                await Task.Yield();
            }
        }
    }
}
