using GameAuth.Server.Host;
using GameAuth.Server.Host.Refreshing;

namespace GameAuth.Server.Sqlite.Tests.Servers;

/// <summary>Refreshes of one token at once over HTTP, at two server processes over one file and at one over memory: one step, nobody logged out, one chain.</summary>
public sealed class RaceTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gameauth-race-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(2, 8)]
    [InlineData(5, 8)]
    [InlineData(64, 3)]
    public async Task Of_two_processes_over_a_file(int callers, int families)
    {
        HostSettings settings = new() { Store = $"sqlite:{Path.Combine(_directory.FullName, "sessions.db")}", Keys = "eddsa" };
        IReadOnlyList<HostProcess> nodes = await HostProcess.StartNodesAsync(settings, 2);
        await using HostProcess one = nodes[0];
        await using HostProcess other = nodes[1];
        await RaceAsync(callers, families, one.Address, other.Address);
    }

    [Theory]
    [InlineData(2, 8)]
    [InlineData(5, 8)]
    [InlineData(64, 3)]
    public async Task Of_one_process_over_memory(int callers, int families)
    {
        await using HostProcess one = await HostProcess.StartAsync(new HostSettings { Keys = "eddsa" });
        await RaceAsync(callers, families, one.Address);
    }

    private static async Task RaceAsync(int callers, int families, params Uri[] nodes)
    {
        using SessionServerTarget target = new(nodes);
        foreach (bool isWinnerFirst in (bool[])[false, true])
        {
            Assert.Equal(RaceResult.Right(families, callers, isWinnerFirst), await RefreshRace.RunAsync(target, families, callers, isWinnerFirst));
        }
    }
}
