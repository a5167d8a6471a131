using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Server.PostgreSql.Tests;

/// <summary>Refreshes of one token at once over HTTP, at two server processes over one database: one step, nobody logged out, one chain.</summary>
public sealed class ServerRaceTests : PostgreSqlTest
{
    [Theory]
    [InlineData(2, 8)]
    [InlineData(5, 8)]
    [InlineData(64, 3)]
    public async Task Of_two_processes_over_a_database(int callers, int families)
    {
        HostSettings settings = new() { Store = $"postgresql:{Cluster.ConnectionString}", Schema = Schema, Keys = "eddsa" };
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(settings, 2);
        await using HostProcess one = nodes[0];
        await using HostProcess other = nodes[1];
        using SessionServerTarget target = new(one.Address, other.Address);
        foreach (bool isWinnerFirst in (bool[])[false, true])
        {
            Assert.Equal(RaceResult.Right(families, callers, isWinnerFirst), await RefreshRace.RunAsync(target, families, callers, isWinnerFirst));
        }
    }
}
