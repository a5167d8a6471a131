using GameAuth.Testing;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Nodes hear of revocations by NOTIFY, and by polling where they can't listen.</summary>
public sealed class ListenTests : PostgreSqlTest
{
    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(1);

    private Task<object[]> ListenersAsync() => Cluster.QueryAsync($"SELECT pid FROM pg_stat_activity WHERE application_name = '{Schema} listens' AND query LIKE 'LISTEN%'");

    private async Task<object> ListenerAsync(object? butNot = null)
    {
        using CancellationTokenSource limit = new(Hang);
        while (true)
        {
            object[] pids = await ListenersAsync();
            if (pids.Length == 1 && !pids[0].Equals(butNot))
            {
                return pids[0];
            }

            await Task.Delay(10, limit.Token);
        }
    }

    /// <summary>Appends in this store's place; the clock of the waiting store stands still, so that only NOTIFY can wake it.</summary>
    private static async Task<long> AppendAsync(PostgreSqlSessionStore store, string value) => (await store.EndAsync(End(RevocationTarget.AccessToken, value), default)).Position;

    [Fact]
    public async Task A_listener_that_was_cut_listens_again_and_nothing_is_missed()
    {
        await using PostgreSqlSessionStore other = NewStore(clock: Fixture.Clock);
        Task waiting = Store.WaitForRevocationsAsync(0, Hang, default).AsTask();
        object pid = await ListenerAsync();
        long position = await AppendAsync(other, "one");
        await waiting.WaitAsync(Hang);
        for (int cut = 0; cut < 3; cut++)
        {
            waiting = Store.WaitForRevocationsAsync(position, Hang, default).AsTask();
            Assert.Equal([true], await Cluster.QueryAsync($"SELECT pg_terminate_backend({pid})"));

            // While nobody listens: who listens again looks again.
            position = await AppendAsync(other, $"{cut}");
            await waiting.WaitAsync(Hang);
            pid = await ListenerAsync(butNot: pid);
        }

        Assert.Equal(4, (await Store.ReadRevocationsAsync(0, 10, default)).Entries.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Host=/nowhere;Username=nobody")]
    public async Task A_node_that_can_not_listen_polls(string listen)
    {
        FakeClock clock = new();
        PostgreSqlStoreOptions options = Fixture.Options();
        options.ListenConnectionString = listen;
        await using PostgreSqlSessionStore node = new(options, clock);
        Task waiting = node.WaitForRevocationsAsync(0, s_poll, default).AsTask();
        await clock.RunUntilAsync(waiting, s_poll);
        await AppendAsync(Store, "one");
        Assert.Equal("one", Assert.Single((await node.ReadRevocationsAsync(0, 10, default)).Entries).Value);
        await node.WaitForRevocationsAsync(0, s_poll, default).AsTask().WaitAsync(Hang);
    }

    [Fact]
    public async Task Only_the_log_is_told_of()
    {
        await using Npgsql.NpgsqlConnection ear = await ConnectAsync();
        List<string> heard = [];
        ear.Notification += (_, notification) => heard.Add(notification.Channel);
        await ExecuteAsync(ear, $"LISTEN \"{Schema}_revocations\"");
        await Store.CreateFamilyAsync(NewFamily("a"), default);
        await Store.AdvanceFamilyAsync(Step("a", 0), default);
        await Store.AcknowledgeAsync(NewFamily("a").Id, 1, default);
        await Store.UseOnceAsync(Hash("a"), s_poll, default);
        await Store.CountAsync(Hash("a"), new WindowQuota(1, s_poll), default);
        await Store.PruneAsync(10, default);
        await Store.EndAsync(EndOf("a"), default);
        await Store.EndAsync(EndOf("a"), default);
        await ExecuteAsync(ear, "SELECT 1");
        Assert.Equal([$"{Schema}_revocations"], heard);
    }

    [Fact]
    public async Task A_store_that_is_closed_lets_its_connections_go()
    {
        PostgreSqlSessionStore node = NewStore(clock: Fixture.Clock);
        Task waiting = node.WaitForRevocationsAsync(0, Hang, default).AsTask();
        await ListenerAsync();
        await node.DisposeAsync();
        await waiting.WaitAsync(Hang);
        using CancellationTokenSource limit = new(Hang);
        while ((await ListenersAsync()).Length > 0)
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
