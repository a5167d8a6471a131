namespace GameAuth.Server.Sqlite.Tests.Processes;

public sealed class TwoProcessTests : SharedFile
{
    private static readonly TimeSpan Hang = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(64)]
    public async Task Of_refreshes_of_one_token_at_once_in_two_processes_one_moves_the_family(int times)
    {
        await using SqliteProcess one = await SqliteProcess.StartAsync(FilePath);
        await using SqliteProcess other = await SqliteProcess.StartAsync(FilePath);
        Assert.Equal("0", await one.RunAsync("create a"));
        for (int generation = 0; generation < 5; generation++)
        {
            string?[] answers = await Task.WhenAll(one.RunAsync($"race a {generation} {times}"), other.RunAsync($"race a {generation} {times}"));
            Assert.Equal([$"0 {generation + 1}", $"1 {generation + 1}"], answers.Order());
        }

        Assert.Equal(5, (await FindAsync("a")).Generation);
    }

    [Fact]
    public async Task Of_500_who_join_a_room_of_50_in_two_processes_50_get_in_and_a_process_that_is_killed_frees_its_places()
    {
        RoomPlace late = new() { Id = Hash("place late"), Room = Hash("room"), Holder = Hash("late"), Capacity = 50, Life = TimeSpan.FromSeconds(15) };
        DateTimeOffset before = TimeProvider.System.GetUtcNow();
        await using SqliteProcess one = await SqliteProcess.StartAsync(FilePath);
        await using SqliteProcess other = await SqliteProcess.StartAsync(FilePath);
        string?[] joined = await Task.WhenAll(one.RunAsync("crowd one 250"), other.RunAsync("crowd other 250"));
        Assert.Equal(50, joined.Sum(static count => int.Parse(count!, System.Globalization.CultureInfo.InvariantCulture)));
        await one.KillAsync();
        await other.KillAsync();
        DateTimeOffset after = TimeProvider.System.GetUtcNow();
        foreach ((DateTimeOffset time, bool isIn) in ((DateTimeOffset, bool)[])[(before + late.Life - TimeSpan.FromMilliseconds(1), false), (after + late.Life, true)])
        {
            await using SqliteSessionStore store = new(new SqliteStoreOptions { Path = FilePath }, new GameAuth.Testing.FakeClock(time));
            Assert.Equal(isIn, (await store.TakePlaceAsync(late, default)).IsTaken);
        }
    }

    [Fact]
    public async Task A_process_that_writes_without_a_pause_leaves_the_other_its_turns()
    {
        await using SqliteProcess one = await SqliteProcess.StartAsync(FilePath);
        await using SqliteProcess other = await SqliteProcess.StartAsync(FilePath);
        await one.RunAsync("create a");
        await one.RunAsync("create b");
        int[] moved = [.. (await Task.WhenAll(one.RunAsync("storm a 3"), other.RunAsync("storm b 3"))).Select(answer => int.Parse(answer!))];
        Assert.Equal((moved[0], moved[1]), ((await FindAsync("a")).Generation, (await FindAsync("b")).Generation));

        // No process starves: a tenth is far below a half, and far above what a lock that is never free leaves.
        Assert.True(moved.Min() * 10 > moved.Max(), $"{moved[0]} and {moved[1]}");
    }

    [Fact]
    public async Task Who_waits_for_the_log_is_woken_by_another_process()
    {
        await using SqliteProcess other = await SqliteProcess.StartAsync(FilePath);
        await other.RunAsync("create a");
        await other.RunAsync("create b");
        long position = 0;
        foreach (string name in (string[])["a", "b"])
        {
            Task waiting = Store.WaitForRevocationsAsync(position, TimeSpan.FromHours(1), default).AsTask();
            await other.RunAsync($"end {name}");
            await waiting.WaitAsync(Hang);
            RevocationPage page = await Store.ReadRevocationsAsync(position, 10, default);
            Assert.Equal(Id(name).ToString(), Assert.Single(page.Entries).Value);
            position = page.Position;
        }
    }

    [Fact]
    public async Task What_is_used_once_is_used_once_by_all_processes()
    {
        await using SqliteProcess one = await SqliteProcess.StartAsync(FilePath);
        await using SqliteProcess other = await SqliteProcess.StartAsync(FilePath);
        for (int i = 0; i < 20; i++)
        {
            string?[] answers = await Task.WhenAll(one.RunAsync($"use {i}"), other.RunAsync($"use {i}"));
            Assert.Equal(["False", "True"], answers.Order());
        }
    }
}
