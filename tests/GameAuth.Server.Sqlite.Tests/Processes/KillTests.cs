using System.Globalization;

namespace GameAuth.Server.Sqlite.Tests.Processes;

/// <summary>The process is killed between a commit and its reply, and at any other moment; each client asks again and goes on. GAMEAUTH_SERVER_KILLS says how often (default 6).</summary>
public sealed class KillTests : SharedFile
{
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("GAMEAUTH_SERVER_KILLS") ?? "6", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Each_client_whose_reply_was_lost_recovers_by_asking_again()
    {
        for (int kill = 0; kill < Kills; kill++)
        {
            string name = $"player-{kill}";
            string[] operations = [$"create {name}", $"step {name} 0", $"step {name} 1", $"end {name}"];
            int killed = kill % operations.Length;
            await using (SqliteProcess dying = await SqliteProcess.StartAsync(FilePath))
            {
                for (int i = 0; i < killed; i++)
                {
                    Assert.NotNull(await dying.RunAsync(operations[i]));
                }

                Assert.Null(await dying.RunAsync("!" + operations[killed]));
            }

            await using SqliteProcess next = await SqliteProcess.StartAsync(FilePath);
            string? answer = await next.RunAsync(operations[killed]);
            Assert.Equal(
                killed switch
                {
                    // The exchange yields the family that it made; a refresh finds its successor made, so that the same one is derived again; a logout has nothing left to do.
                    0 => "0",
                    1 => "False 1 Active",
                    2 => "False 2 Active",
                    _ => "0",
                },
                answer);
            foreach (string operation in operations[(killed + 1)..])
            {
                Assert.Equal(operation.StartsWith("step", StringComparison.Ordinal) ? $"True {operation[^1] - '0' + 1} Active" : "1", await next.RunAsync(operation));
            }

            SessionFamily family = await FindAsync(name);
            Assert.Equal((2, FamilyStatus.Revoked, EndReasons.Logout), (family.Generation, family.Status, family.EndReason));
        }

        // One entry for each player who logged out, however often he asked.
        Assert.Equal(Kills, (await Store.ReadRevocationsAsync(0, int.MaxValue, default)).Entries.Count);
    }

    [Fact]
    public async Task What_was_told_before_a_kill_at_any_moment_is_there_and_at_most_one_step_more()
    {
        int told = 0;
        Random random = new(17);
        for (int kill = 0; kill < Kills; kill++)
        {
            await using SqliteProcess dying = await SqliteProcess.StartAsync(FilePath);
            Assert.NotNull(await dying.RunAsync("create a"));
            int before = told;
            int replies = random.Next(1, 40);
            using SemaphoreSlim enough = new(0);
            Task work = Task.Run(async () =>
            {
                // The client presents what it was told last. Where the answer was lost the step is there already, and it goes on from the successor.
                while (await dying.RunAsync($"step a {told}") is { } answer)
                {
                    string[] words = answer.Split(' ');
                    Assert.True(words[0] == "True" || told == before, answer);
                    Assert.Equal($"{told + 1}", words[1]);
                    told++;
                    enough.Release();
                }
            });
            for (int i = 0; i < replies; i++)
            {
                await Task.WhenAny(work, enough.WaitAsync());
            }

            await dying.KillAsync();
            try
            {
                await work;
            }
            catch (IOException)
            {
                // The pipe of the request broke.
            }

            Assert.InRange((await FindAsync("a")).Generation, told, told + 1);
        }
    }

    [Fact]
    public async Task A_lease_of_a_killed_process_is_free_at_its_end()
    {
        Testing.FakeClock clock = new(TimeProvider.System.GetUtcNow());
        await using (SqliteProcess dying = await SqliteProcess.StartAsync(FilePath))
        {
            Assert.Equal("True", await dying.RunAsync("lease a"));
            await dying.KillAsync();
        }

        await using Storage.SqliteTokenStore store = new(new SqliteStoreOptions { Path = FilePath }, clock);
        Assert.Null(await store.LeaseAsync("a", TimeSpan.Zero, default));
        clock.Advance(TimeSpan.FromMinutes(10));
        await using Storage.IStoreLease? lease = await store.LeaseAsync("a", TimeSpan.Zero, default);
        Assert.NotNull(lease);
    }
}
