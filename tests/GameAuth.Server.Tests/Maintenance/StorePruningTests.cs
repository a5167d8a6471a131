using GameAuth.Server.Tests.World;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameAuth.Server.Tests.Maintenance;

public sealed class StorePruningTests
{
    [Fact]
    public async Task What_has_ended_is_deleted_in_batches_by_one_node_at_a_time()
    {
        ServerWorld world = new();
        await New(world).RunOnceAsync(default);
        for (int i = 0; i < 450; i++)
        {
            await world.Memory.UseOnceAsync(Hash(i), TimeSpan.FromMinutes(1), default);
        }

        // The next round is due 5 minutes after the first.
        StorePruning one = New(world);
        StorePruning two = New(world);
        world.Clock.ShiftWallClock(TimeSpan.FromMinutes(6));
        Task<int> first = one.RunOnceAsync(default);
        Assert.Equal(-1, await two.RunOnceAsync(default));
        await world.Clock.RunUntilAsync(first, TimeSpan.FromSeconds(10));
        Assert.InRange(await first, 450, 460);
        Assert.Equal(-1, await two.RunOnceAsync(default));
        world.Clock.ShiftWallClock(TimeSpan.FromMinutes(6));
        Assert.Equal(0, await two.RunOnceAsync(default));
    }

    [Fact]
    public async Task The_claim_of_a_node_that_died_passes_to_another()
    {
        ServerWorld world = new();
        await New(world).RunOnceAsync(default);
        world.Clock.ShiftWallClock(TimeSpan.FromMinutes(6));
        (world.Faults.Only, world.Faults.IsDown) = (nameof(ISessionStore.PruneAsync), true);
        await Assert.ThrowsAsync<SessionStoreException>(() => New(world).RunOnceAsync(default));
        world.Faults.IsDown = false;
        Assert.Equal(-1, await New(world).RunOnceAsync(default));
        world.Clock.ShiftWallClock(TimeSpan.FromMinutes(4));
        Assert.Equal(0, await New(world).RunOnceAsync(default));
    }

    [Fact]
    public async Task A_session_that_has_run_out_is_gone_from_the_store_after_a_while()
    {
        ServerWorld world = new();
        await using ServerNode node = await ServerNode.StartAsync(world);
        await node.Connect().ExchangeAsync("ada");
        SessionDirectory sessions = node.Services.GetRequiredService<SessionDirectory>();
        Assert.Single(await sessions.ListAsync("toy:ada"));

        // The round of the node's start would take the claim of the one below.
        await UntilAsync(async () => (await world.Memory.FindWorkAsync(StorePruning.Kind, StorePruning.Id, default))?.DueAt > world.Clock.GetUtcNow());
        world.Clock.ShiftWallClock(TimeSpan.FromDays(8));
        await New(world).RunOnceAsync(default);
        Assert.Empty(await sessions.ListAsync("toy:ada"));
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(60));
        while (!await holds())
        {
            await Task.Delay(1, patience.Token);
        }
    }

    private static StorePruning New(ServerWorld world) => new(world.Sessions, world.Clock, NullLogger<StorePruning>.Instance);

    private static byte[] Hash(int number) => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(number));
}
